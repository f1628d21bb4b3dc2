package dev.agentruntime.approval;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.List;
import java.util.Optional;

/**
 * Where requests for approval and what has become of them are kept, so that those who ask and those
 * who answer meet: on another thread, in another process, after a restart.
 *
 * <p>Every change is a compare-and-set of a whole case by its version; a store knows nothing of
 * what the states mean. A store that cannot tell, or that reads a state it does not know, throws
 * {@link ApprovalStoreException}: then the call is refused. It must never answer with a guess.
 *
 * <p>Test an implementation with the test kit's {@code ApprovalStoreContract}. Implementations must
 * be safe for use by many threads.
 */
public interface ApprovalStore {

  /**
   * Adds a case, unless there is one of its id.
   *
   * @param fresh a case of version 1
   * @return the case the store has now: this one, or the one it had before
   * @throws ApprovalStoreException if the store is closed or cannot be reached
   */
  ApprovalCase insertIfAbsent(ApprovalCase fresh);

  /**
   * Looks a case up.
   *
   * @param id the request's id
   * @return the case, or empty if there is none
   * @throws ApprovalStoreException if the store is closed or cannot be reached
   */
  Optional<ApprovalCase> find(String id);

  /**
   * Puts a case in the place of another, if that is still the one the store has. Whoever waits for
   * the case is woken.
   *
   * @param expected the case it was made from; its version decides
   * @param changed the case of the next version
   * @return false if the store has another version by now, or none
   * @throws ApprovalStoreException if the store is closed or cannot be reached
   */
  boolean replace(ApprovalCase expected, ApprovalCase changed);

  /**
   * The cases that are not final, oldest first.
   *
   * @return an unmodifiable snapshot
   * @throws ApprovalStoreException if the store is closed or cannot be reached
   */
  List<ApprovalCase> open();

  /**
   * The cases of a run that are not final, oldest first.
   *
   * @param runId the run
   * @return an unmodifiable snapshot
   * @throws ApprovalStoreException if the store is closed or cannot be reached
   */
  List<ApprovalCase> openOf(String runId);

  /**
   * Waits until a case has changed. Holds nothing meanwhile but the calling thread.
   *
   * @param seen the case as the caller knows it
   * @param latest when to return at the latest, on {@code time}'s clock
   * @param time the caller's clock and means of waiting
   * @return the case as it stands, of the same version if the time was up first
   * @throws InterruptedException if the calling thread was interrupted
   * @throws ApprovalStoreException if the store is closed, also while waiting, cannot be reached,
   *     or does not have the case
   */
  ApprovalCase awaitChange(ApprovalCase seen, Deadline latest, TimeSource time)
      throws InterruptedException;
}

package dev.agentruntime.middleware.policy;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where the policy in force is found; the host may replace it while runs are under way. Every call
 * sees one policy whole. Calls that have passed are not called back; a call that waits for a human
 * is looked at again, under the new policy, before it runs.
 *
 * <p>Each policy has an epoch, a number that grows with each replacement. Who remembers an approval
 * remembers the epoch with it and forgets it when the epoch has moved on.
 *
 * <p>Safe for use by many threads.
 */
public final class PolicySource {
  /**
   * A policy and its number. Immutable.
   *
   * @param policy the policy
   * @param epoch its number
   */
  public record Edition(Policy policy, long epoch) {
    /** Checks the components. */
    public Edition {
      Objects.requireNonNull(policy, "policy");
    }
  }

  private final AtomicReference<Edition> current;

  private PolicySource(Edition first) {
    this.current = new AtomicReference<>(first);
  }

  /**
   * Starts with a policy, at epoch 1.
   *
   * @param policy the first policy
   * @return a new source
   */
  public static PolicySource of(Policy policy) {
    return of(policy, 1);
  }

  /**
   * Starts with a policy at an epoch of the host's, for hosts whose approvals outlive the process:
   * the same number must not stand for two policies.
   *
   * @param policy the first policy
   * @param epoch its number
   * @return a new source
   */
  public static PolicySource of(Policy policy, long epoch) {
    return new PolicySource(new Edition(policy, epoch));
  }

  /**
   * Puts another policy in force for every call from now on.
   *
   * @param next the policy
   * @return its epoch
   */
  public long replace(Policy next) {
    return current
        .updateAndGet(before -> new Edition(next, Math.addExact(before.epoch(), 1)))
        .epoch();
  }

  /**
   * The policy in force.
   *
   * @return the policy and its epoch, read together
   */
  public Edition current() {
    return Objects.requireNonNull(current.get());
  }

  /**
   * The epoch of the policy in force.
   *
   * @return a number that grows with each replacement
   */
  public long epoch() {
    return current().epoch();
  }

  @Override
  public String toString() {
    Edition now = current();
    return now.policy() + " of epoch " + now.epoch();
  }
}

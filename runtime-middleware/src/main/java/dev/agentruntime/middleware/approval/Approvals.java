package dev.agentruntime.middleware.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.ApprovalDecision;
import dev.agentruntime.approval.ApprovalState;
import dev.agentruntime.approval.ApprovalStore;
import dev.agentruntime.approval.ApprovalStoreException;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.approval.InMemoryApprovalStore;
import dev.agentruntime.approval.Remember;
import dev.agentruntime.approval.Transition;
import dev.agentruntime.approval.Verdict;
import dev.agentruntime.time.TimeSource;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The host's side of approvals: lists what waits, and takes decisions from people the host has
 * authenticated.
 *
 * <pre>{@code
 * Approvals approvals = Approvals.inMemory();
 * // on the host's own screen or end point
 * for (ApprovalCase waiting : approvals.open()) {
 *   ApprovalRequest request = waiting.request();
 *   show(request.tool().name(), request.display().text());
 *   approvals.approve(request.id(), request.argumentsDigest(), Approver.of("ada"));
 * }
 * }</pre>
 *
 * <p>A decision names the request and repeats the digest of what was shown, so that nobody approves
 * what they have not seen; a decision about "whatever waits" does not exist. Deciding the same
 * again changes nothing; deciding otherwise after the end is a conflict.
 *
 * <p>Immutable but for its store; safe for use by many threads.
 */
public final class Approvals {
  private final ApprovalStore store;
  private final Authorizer authorizer;
  private final TimeSource time;
  private final @Nullable RememberedGrants remembered;

  private Approvals(
      ApprovalStore store,
      Authorizer authorizer,
      TimeSource time,
      @Nullable RememberedGrants remembered) {
    this.remembered = remembered;
    this.store = Objects.requireNonNull(store, "store");
    this.authorizer = Objects.requireNonNull(authorizer, "authorizer");
    this.time = Objects.requireNonNull(time, "time");
  }

  /**
   * Approvals that live with this process, on the real clock.
   *
   * @return new approvals with a store of their own
   */
  public static Approvals inMemory() {
    return in(new InMemoryApprovalStore());
  }

  /**
   * Approvals in a store.
   *
   * @param store where requests and decisions meet
   * @return new approvals, with {@link Authorizer#standard()} and the real clock
   */
  public static Approvals in(ApprovalStore store) {
    return new Approvals(store, Authorizer.standard(), TimeSource.system(), null);
  }

  /**
   * The same with another authorizer in place of {@link Authorizer#standard()}.
   *
   * @param other says who may decide; usually {@code Authorizer.standard().and(...)}
   * @return new approvals in the same store
   */
  public Approvals authorizedBy(Authorizer other) {
    return new Approvals(store, other, time, remembered);
  }

  /**
   * The same on another clock.
   *
   * @param source the clock by which requests expire
   * @return new approvals in the same store
   */
  public Approvals on(TimeSource source) {
    return new Approvals(store, authorizer, source, remembered);
  }

  /**
   * The same, remembering approvals for later calls where people say so. Without this nothing is
   * ever remembered.
   *
   * @param grants where they are remembered
   * @return new approvals in the same store
   */
  public Approvals remembering(RememberedGrants grants) {
    return new Approvals(store, authorizer, time, Objects.requireNonNull(grants, "grants"));
  }

  @Nullable RememberedGrants remembered() {
    return remembered;
  }

  ApprovalStore store() {
    return store;
  }

  // ---- looking

  /**
   * What waits for somebody, oldest first.
   *
   * @return a snapshot, those left out whose time has passed
   * @throws ApprovalStoreException if the store cannot tell
   */
  public List<ApprovalCase> open() {
    return pending(store.open());
  }

  /**
   * What waits in one run, oldest first.
   *
   * @param runId the run
   * @return a snapshot, those left out whose time has passed
   * @throws ApprovalStoreException if the store cannot tell
   */
  public List<ApprovalCase> openOf(String runId) {
    return pending(store.openOf(runId));
  }

  private List<ApprovalCase> pending(List<ApprovalCase> cases) {
    Instant now = time.instant();
    return cases.stream()
        .filter(known -> known.asOf(now).state() == ApprovalState.PENDING)
        .toList();
  }

  /**
   * How a request stands.
   *
   * @param requestId the request
   * @return the case as it stands now, or empty if there is none
   * @throws ApprovalStoreException if the store cannot tell
   */
  public Optional<ApprovalCase> find(String requestId) {
    return store.find(requestId).map(known -> known.asOf(time.instant()));
  }

  // ---- deciding

  /**
   * Lets a call run, as it was shown.
   *
   * @param requestId the request
   * @param seenDigest the digest of what was shown: the request's, or that of what somebody has
   *     proposed instead
   * @param by who decides
   * @return what became of it
   */
  public DecisionResult approve(String requestId, String seenDigest, Approver by) {
    return decide(requestId, seenDigest, new Verdict.Approve(), by);
  }

  /**
   * Lets a call run with other arguments. They are validated, and looked at by every policy again,
   * before the tool runs.
   *
   * @param requestId the request
   * @param seenDigest the digest of what was shown
   * @param arguments all arguments, not only the changed ones
   * @param by who decides
   * @return what became of it
   */
  public DecisionResult approveWithEdits(
      String requestId, String seenDigest, ObjectNode arguments, Approver by) {
    return decide(requestId, seenDigest, new Verdict.ApproveWithEdits(arguments), by);
  }

  /**
   * Lets a call run, as it was shown, and later calls like it without asking. It is remembered when
   * the call runs: an approval that is taken back or not used in time covers no other call.
   *
   * @param requestId the request
   * @param seenDigest the digest of what was shown
   * @param terms which later calls
   * @param by who decides
   * @return what became of it
   */
  public DecisionResult approveAndRemember(
      String requestId, String seenDigest, Remember terms, Approver by) {
    return decide(requestId, seenDigest, new Verdict.ApproveAndRemember(terms), by);
  }

  /**
   * Says no. The same call is then refused for the rest of the run without asking again.
   *
   * @param requestId the request
   * @param seenDigest the digest of what was shown
   * @param reason what the model is told; may be empty
   * @param by who decides
   * @return what became of it
   */
  public DecisionResult reject(String requestId, String seenDigest, String reason, Approver by) {
    return decide(requestId, seenDigest, new Verdict.Reject(reason), by);
  }

  /**
   * Answers in place of the tool.
   *
   * @param requestId the request
   * @param seenDigest the digest of what was shown
   * @param text what the model is told
   * @param by who decides
   * @return what became of it
   */
  public DecisionResult respond(String requestId, String seenDigest, String text, Approver by) {
    return decide(requestId, seenDigest, new Verdict.Respond(text), by);
  }

  /**
   * Has others decide; the request's time goes on.
   *
   * @param requestId the request
   * @param seenDigest the digest of what was shown
   * @param to principals or roles
   * @param by who escalates
   * @return what became of it
   */
  public DecisionResult escalate(String requestId, String seenDigest, Set<String> to, Approver by) {
    return decide(requestId, seenDigest, new Verdict.Escalate(to), by);
  }

  /**
   * Takes an approval back, if it has not been used yet.
   *
   * @param requestId the request
   * @param seenDigest the digest of what was asked
   * @param reason for the record; may be empty
   * @param by who takes it back
   * @return what became of it
   */
  public DecisionResult revoke(String requestId, String seenDigest, String reason, Approver by) {
    return decide(requestId, seenDigest, new Verdict.Revoke(reason), by);
  }

  /**
   * Takes a decision.
   *
   * @param requestId the request
   * @param seenDigest the digest of what was shown
   * @param verdict what is said
   * @param by who says it, as the host has authenticated it
   * @return what became of it
   * @throws ApprovalStoreException if the store cannot take it; then it does not count
   */
  public DecisionResult decide(String requestId, String seenDigest, Verdict verdict, Approver by) {
    Instant now = time.instant();
    ApprovalDecision decision = new ApprovalDecision(requestId, verdict, seenDigest, by, now);
    while (true) {
      ApprovalCase known = store.find(requestId).orElse(null);
      if (known == null) {
        return new DecisionResult.Unknown(requestId);
      }
      if (verdict instanceof Verdict.ApproveAndRemember && remembered == null) {
        return new DecisionResult.NotAllowed(requestId);
      }
      if (!known.rule().covers(by) || !authorizer.mayDecide(by, known.request(), verdict)) {
        return new DecisionResult.NotAllowed(requestId);
      }
      switch (known.decide(decision, now)) {
        case Transition.Repeated(var result) -> {
          return new DecisionResult.Repeated(result);
        }
        case Transition.Conflict(var result, var why) -> {
          boolean expired = result.version() != known.version();
          if (!expired || store.replace(known, result)) {
            return new DecisionResult.Conflict(result, why);
          }
        }
        case Transition.Changed(var result) -> {
          if (store.replace(known, result)) {
            return new DecisionResult.Done(result);
          }
        }
      }
      // Somebody else was faster: look again.
    }
  }

  /**
   * Ends what waits in a run that nobody will go on with: a suspended run the host gives up, or one
   * whose user has said something else meanwhile. Approvals of it that were not used are taken
   * back.
   *
   * @param runId the run
   * @param why for the record; one sentence
   * @return how many requests were ended
   * @throws ApprovalStoreException if the store cannot tell or take it
   */
  public int cancelRun(String runId, String why) {
    Objects.requireNonNull(why, "why");
    int cancelled = 0;
    for (ApprovalCase open : store.openOf(runId)) {
      cancelled += new CaseFile(store, time).withdraw(open, known -> known.cancel(why)) ? 1 : 0;
    }
    return cancelled;
  }

  @Override
  public String toString() {
    return "Approvals(" + store + ")";
  }
}

package dev.agentruntime.middleware.approval;

import dev.agentruntime.approval.ApprovalCase;

/** What became of somebody's decision. Immutable. */
public sealed interface DecisionResult {

  /**
   * It counts.
   *
   * @param result the case as it stands now; pending still if more people have to approve
   */
  record Done(ApprovalCase result) implements DecisionResult {}

  /**
   * The same person has decided the same before, which counts already.
   *
   * @param result the case as it stands
   */
  record Repeated(ApprovalCase result) implements DecisionResult {}

  /**
   * It comes too late, or was made about something else than what is asked.
   *
   * @param result the case as it stands
   * @param why one sentence without its full stop
   */
  record Conflict(ApprovalCase result, String why) implements DecisionResult {}

  /**
   * This person may not decide this.
   *
   * @param requestId the request
   */
  record NotAllowed(String requestId) implements DecisionResult {}

  /**
   * There is no such request.
   *
   * @param requestId what was named
   */
  record Unknown(String requestId) implements DecisionResult {}
}

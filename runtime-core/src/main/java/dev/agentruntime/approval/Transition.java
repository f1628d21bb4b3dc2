package dev.agentruntime.approval;

/** What becomes of a case when something happens to it. Immutable. */
public sealed interface Transition {

  /**
   * How the case stands afterwards.
   *
   * @return the case
   */
  ApprovalCase result();

  /**
   * It changes.
   *
   * @param result the changed case, to be put in place of the one it was made from
   */
  record Changed(ApprovalCase result) implements Transition {}

  /**
   * The very same has happened before, so nothing changes.
   *
   * @param result the case as it stands
   */
  record Repeated(ApprovalCase result) implements Transition {}

  /**
   * It cannot happen any more, or not like this.
   *
   * @param result the case as it stands; may differ from the one looked at, if that has expired
   * @param why one sentence without its full stop
   */
  record Conflict(ApprovalCase result, String why) implements Transition {}
}

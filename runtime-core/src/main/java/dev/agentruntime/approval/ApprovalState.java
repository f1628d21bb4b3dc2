package dev.agentruntime.approval;

/**
 * How far the question whether a call may run has come. Every state but {@link #APPROVED} means
 * that it may not; a final state is never left.
 */
public enum ApprovalState {
  /** Nobody has decided yet, or not enough people have. */
  PENDING,
  /** It may run once, for a short while. */
  APPROVED,
  /** Somebody said no. */
  REJECTED,
  /** Somebody answered in place of the tool. */
  RESPONDED,
  /** Nobody decided in time, or the approval was not used in time. */
  EXPIRED,
  /** The call does not wait any more, since its run was told to stop. */
  CANCELLED,
  /** The arguments or the reasons have changed, so another question took its place. */
  SUPERSEDED,
  /** The approval was used. */
  CONSUMED,
  /** The approval was taken back before it was used. */
  REVOKED;

  /**
   * Whether nothing changes any more.
   *
   * @return false while the call may still run
   */
  public boolean isFinal() {
    return this != PENDING && this != APPROVED;
  }

  /**
   * Whether a state can follow this one.
   *
   * @param next the state
   * @return true if it can
   */
  public boolean mayBecome(ApprovalState next) {
    return switch (this) {
      case PENDING ->
          switch (next) {
            case APPROVED, REJECTED, RESPONDED, EXPIRED, CANCELLED, SUPERSEDED -> true;
            case PENDING, CONSUMED, REVOKED -> false;
          };
      case APPROVED ->
          switch (next) {
            case CONSUMED, EXPIRED, REVOKED -> true;
            case PENDING, APPROVED, REJECTED, RESPONDED, CANCELLED, SUPERSEDED -> false;
          };
      case REJECTED, RESPONDED, EXPIRED, CANCELLED, SUPERSEDED, CONSUMED, REVOKED -> false;
    };
  }
}

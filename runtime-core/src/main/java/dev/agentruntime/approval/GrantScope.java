package dev.agentruntime.approval;

import java.util.Objects;

/**
 * How far a remembered approval reaches. Whatever the scope, it is for the same tenant and the same
 * agent; where what the scope is about is not known, nothing is remembered.
 */
public enum GrantScope {
  /** The same run. */
  RUN,
  /** The same session, for the same principal. */
  SESSION,
  /** The same principal. */
  PRINCIPAL,
  /** The same tenant, whoever it is for. */
  TENANT;

  /**
   * Whether something can be remembered for a call at all.
   *
   * @param origin the call's place
   * @return false if what the scope is about is missing
   */
  public boolean isKnownFor(CallOrigin origin) {
    return switch (this) {
      case RUN -> true;
      case SESSION -> origin.session() != null && origin.requester() != null;
      case PRINCIPAL -> origin.requester() != null;
      case TENANT -> origin.tenant() != null;
    };
  }

  /**
   * Whether what was remembered for one call reaches another.
   *
   * @param remembered the place it was remembered for
   * @param call the other call's place
   * @return true if it does
   */
  public boolean reaches(CallOrigin remembered, CallOrigin call) {
    boolean sameAgent =
        Objects.equals(remembered.tenant(), call.tenant())
            && remembered.agentPath().equals(call.agentPath());
    boolean samePrincipal = Objects.equals(remembered.requester(), call.requester());
    return sameAgent
        && isKnownFor(remembered)
        && switch (this) {
          case RUN -> remembered.runId().equals(call.runId());
          case SESSION -> samePrincipal && Objects.equals(remembered.session(), call.session());
          case PRINCIPAL -> samePrincipal;
          case TENANT -> true;
        };
  }
}

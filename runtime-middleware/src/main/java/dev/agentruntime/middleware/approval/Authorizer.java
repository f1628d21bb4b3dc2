package dev.agentruntime.middleware.approval;

import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.approval.Verdict;
import dev.agentruntime.context.RunContext;
import java.util.Objects;

/**
 * Says whether somebody may decide on a request. Asked after the request's own {@link
 * ApprovalRule}, which it cannot loosen.
 *
 * <p>Implementations must be safe for use by many threads; one that throws lets nobody decide.
 */
@FunctionalInterface
public interface Authorizer {

  /**
   * Looks at somebody who wants to decide.
   *
   * @param approver who, as the host has authenticated it
   * @param request the request
   * @param verdict what they want to say
   * @return true to let them
   */
  boolean mayDecide(Approver approver, ApprovalRequest request, Verdict verdict);

  /**
   * Lets everybody decide but the agent itself: nobody under an agent's own name, and nothing that
   * runs inside one of its tools. Where the rule asks for a peer, the one for whom the agent acts
   * cannot approve, and if that is unknown nobody can.
   *
   * @return the authorizer a host has unless it says otherwise
   */
  static Authorizer standard() {
    return Authorizer::isNotTheAgentNorTheRequester;
  }

  private static boolean isNotTheAgentNorTheRequester(
      Approver approver, ApprovalRequest request, Verdict verdict) {
    if (RunContext.current().isPresent()) {
      return false;
    }
    String path = request.origin().agentPath();
    String principal = approver.principal();
    for (String agent : path.split("/", -1)) {
      if (principal.equals(agent)) {
        return false;
      }
    }
    if (principal.equals(path)) {
      return false;
    }
    return switch (verdict) {
      case Verdict.Approve _,
          Verdict.ApproveWithEdits _,
          Verdict.ApproveAndRemember _,
          Verdict.Respond _ ->
          !request.rule().notRequester() || isPeer(principal, request);
      case Verdict.Reject _, Verdict.Escalate _, Verdict.Revoke _ -> true;
    };
  }

  private static boolean isPeer(String principal, ApprovalRequest request) {
    String requester = request.origin().requester();
    return requester != null && !principal.equals(requester);
  }

  /**
   * Both this and another have to agree.
   *
   * @param other the other
   * @return an authorizer that lets decide whom both let decide
   */
  default Authorizer and(Authorizer other) {
    Objects.requireNonNull(other, "other");
    return (approver, request, verdict) ->
        mayDecide(approver, request, verdict) && other.mayDecide(approver, request, verdict);
  }
}

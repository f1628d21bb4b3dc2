package dev.agentruntime.middleware.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.approval.ApprovalReason;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.approval.CallOrigin;
import dev.agentruntime.approval.ToolIdentity;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.json.CanonicalJson;
import java.time.Instant;
import java.util.List;

/**
 * What is asked about one call, for certain reasons, at this moment. Immutable.
 *
 * @param call the call
 * @param origin its place
 * @param tool the tool
 * @param reasons why
 * @param contextRank how little what the agent has read is to be trusted
 */
record Question(
    ToolCall call,
    CallOrigin origin,
    ToolIdentity tool,
    List<ApprovalReason> reasons,
    int contextRank) {

  /** The digest of a call with these arguments. */
  String digest(ObjectNode arguments) {
    return ApprovalRequest.digestOf(origin, tool, CanonicalJson.text(arguments), contextRank);
  }

  ApprovalRequest request(AskTerms terms, ApprovalRule rule, Instant now) {
    ObjectNode arguments = call.arguments().object();
    String digest = digest(arguments);
    return new ApprovalRequest(
        ApprovalRequest.idOf(origin, digest, reasons),
        origin,
        tool,
        CanonicalJson.text(arguments),
        digest,
        terms.display().of(arguments, call.arguments().changes()),
        reasons,
        rule,
        terms.from(now, contextRank));
  }
}

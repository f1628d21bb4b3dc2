package dev.agentruntime.middleware.approval;

import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.approval.ApprovalTerms;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.tool.ToolDescriptor;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * How the layer asks, but for whom: what holds for all tools. Immutable.
 *
 * @param lifetime how long a question is open
 * @param grantLifetime how long an approval may wait to be used
 * @param suspends whether a call that waits suspends its run instead of parking its thread
 * @param atomicBatch whether no approved call of a turn runs before all of that turn are decided
 * @param policyEpoch names the policy that holds
 * @param contextRank how little what the agent has read is to be trusted
 * @param display makes what people are shown
 */
record AskTerms(
    Duration lifetime,
    Duration grantLifetime,
    boolean suspends,
    boolean atomicBatch,
    Supplier<String> policyEpoch,
    ToIntFunction<ToolCall> contextRank,
    DisplayMaker display) {

  ApprovalTerms from(Instant now, int rank) {
    return new ApprovalTerms(now, now.plus(lifetime), grantLifetime, policyEpoch.get(), rank);
  }

  AskTerms shownBy(DisplayMaker other) {
    return new AskTerms(
        lifetime, grantLifetime, suspends, atomicBatch, policyEpoch, contextRank, other);
  }

  /** What the layer is asked to do about one tool. */
  record OfTool(ToolDescriptor tool, boolean always, ApprovalRule rule) {}
}

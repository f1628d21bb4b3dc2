package dev.agentruntime.jmh;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.effect.InMemoryEffectStore;
import dev.agentruntime.middleware.CallLogger;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.PanicRecovery;
import dev.agentruntime.middleware.Timeout;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.budget.Allowance;
import dev.agentruntime.middleware.budget.Budgets;
import dev.agentruntime.middleware.bulkhead.Bulkhead;
import dev.agentruntime.middleware.cache.ResultCache;
import dev.agentruntime.middleware.effect.EffectGuard;
import dev.agentruntime.middleware.enrich.ContextEnrichment;
import dev.agentruntime.middleware.failure.FailureLimit;
import dev.agentruntime.middleware.loop.LoopDetection;
import dev.agentruntime.middleware.output.OutputCap;
import dev.agentruntime.middleware.policy.ArgumentCondition;
import dev.agentruntime.middleware.policy.Policy;
import dev.agentruntime.middleware.policy.PolicyLayer;
import dev.agentruntime.middleware.policy.PolicyRule;
import dev.agentruntime.middleware.rate.Rate;
import dev.agentruntime.middleware.rate.RateKey;
import dev.agentruntime.middleware.rate.RateLimit;
import dev.agentruntime.middleware.redact.boundary.Redaction;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.tool.ToolTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The layers that are measured, one by one and together: all that apply, and nothing pending. */
final class GovernanceLayers {
  private static final int NEVER_REACHED = 1_000_000_000;

  private GovernanceLayers() {}

  /** Twelve layers of {@link Governance}, all with something to do for a tool {@code search}. */
  static Iterable<Layer> whole() {
    return whole(Audit.standard(), "search", "/query");
  }

  /**
   * The same.
   *
   * @param audit where the account is kept
   * @param tool a tool's name
   * @param argument a pointer to an argument of it, for the policy to look at
   */
  static Iterable<Layer> whole(Audit audit, String tool, String argument) {
    return wholeBuilder(audit, tool, argument).build();
  }

  /** The twelve layers and redaction, which brings its redactor to log, audit and approval. */
  static Iterable<Layer> redacted(String tool, String argument) {
    return wholeBuilder(Audit.standard(), tool, argument).redaction(Redaction.standard()).build();
  }

  private static GovernanceBuilder wholeBuilder(Audit audit, String tool, String argument) {
    return Governance.standard()
        .audit(audit)
        .policy(policy(tool, argument))
        .approval(Approval.builder(Approvals.inMemory()).build())
        .retry(Retry.standard())
        .rateLimit(rateLimit());
  }

  static Iterable<Layer> named(String name) {
    return switch (name) {
      case "none" -> List.of();
      case "guard" -> List.of(new PanicRecovery());
      case "log" -> List.of(CallLogger.standard());
      case "audit" -> List.of(Audit.standard());
      case "enrichment" ->
          List.of(ContextEnrichment.builder().supply("*", "tenant", call -> "acme").build());
      case "policy" -> List.of(policy("search", "/query"));
      case "loop" -> List.of(LoopDetection.standard());
      case "failures" -> List.of(FailureLimit.standard());
      case "budgets" ->
          List.of(Budgets.builder().perRun(Allowance.unlimited().calls(NEVER_REACHED)).build());
      case "approval" -> List.of(Approval.builder(Approvals.inMemory()).build());
      case "cap" -> List.of(OutputCap.standard());
      case "cache-hit" -> List.of(cache(Duration.ofHours(1)));
      case "cache-miss" -> List.of(cache(Duration.ofNanos(1)));
      case "effects" -> List.of(EffectGuard.of(new InMemoryEffectStore()));
      case "timeout" -> List.of(Timeout.standard());
      case "retry" -> List.of(Retry.standard());
      case "breaker" -> List.of(CircuitBreaker.standard());
      case "rate" -> List.of(rateLimit());
      case "bulkhead" -> List.of(Bulkhead.builder().limit("*", 16).build());
      case "redaction" -> List.of(Redaction.standard());
      case "whole" -> whole();
      default ->
          throw new IllegalArgumentException("layer must be one of those above, was " + name);
    };
  }

  /** What the tool has to be so that a layer applies to it. */
  static ToolTraits traitsFor(String name) {
    return name.equals("effects") ? GovernedCall.WRITES : GovernedCall.READS;
  }

  /** As many links as the whole has, that do nothing. */
  static Iterable<Layer> idle(int links) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < links; i++) {
      layers.add(Layer.of(Anchor.POLICY, "idle-" + i, (call, next) -> next.handle(call)));
    }
    return layers;
  }

  /** A rule that looks at an argument and does not match. */
  private static PolicyLayer policy(String tool, String argument) {
    return PolicyLayer.of(
        Policy.defaults()
            .with(
                PolicyRule.deny("no-secrets", "Secrets are not searched for.")
                    .tool(tool)
                    .when(ArgumentCondition.at(argument).startsWith("secret"))));
  }

  private static ResultCache cache(Duration age) {
    return ResultCache.builder().cache("*", age).build();
  }

  private static RateLimit rateLimit() {
    return RateLimit.builder()
        .limit("*", Rate.of(NEVER_REACHED, Duration.ofSeconds(1)), RateKey.TOOL)
        .build();
  }
}

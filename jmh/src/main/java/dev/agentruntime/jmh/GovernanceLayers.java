package dev.agentruntime.jmh;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.middleware.CallLogger;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.PanicRecovery;
import dev.agentruntime.middleware.Timeout;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
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
import dev.agentruntime.middleware.retry.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The layers that are measured, one by one and together: all that apply, and nothing pending. */
final class GovernanceLayers {
  private GovernanceLayers() {}

  /** Twelve layers of {@link Governance}, all with something to do. */
  static Iterable<Layer> whole() {
    return Governance.standard()
        .policy(policy())
        .approval(Approval.builder(Approvals.inMemory()).build())
        .retry(Retry.standard())
        .rateLimit(rateLimit())
        .build();
  }

  static Iterable<Layer> named(String name) {
    return switch (name) {
      case "none" -> List.of();
      case "guard" -> List.of(new PanicRecovery());
      case "log" -> List.of(CallLogger.standard());
      case "audit" -> List.of(Audit.standard());
      case "policy" -> List.of(policy());
      case "loop" -> List.of(LoopDetection.standard());
      case "failures" -> List.of(FailureLimit.standard());
      case "approval" -> List.of(Approval.builder(Approvals.inMemory()).build());
      case "cap" -> List.of(OutputCap.standard());
      case "timeout" -> List.of(Timeout.standard());
      case "retry" -> List.of(Retry.standard());
      case "breaker" -> List.of(CircuitBreaker.standard());
      case "rate" -> List.of(rateLimit());
      case "whole" -> whole();
      default ->
          throw new IllegalArgumentException("layer must be one of those above, was " + name);
    };
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
  private static PolicyLayer policy() {
    return PolicyLayer.of(
        Policy.defaults()
            .with(
                PolicyRule.deny("no-secrets", "Secrets are not searched for.")
                    .tool("search")
                    .when(ArgumentCondition.at("/query").startsWith("secret"))));
  }

  /** Never reached. */
  private static RateLimit rateLimit() {
    return RateLimit.builder()
        .limit("*", Rate.of(1_000_000_000, Duration.ofSeconds(1)), RateKey.TOOL)
        .build();
  }
}

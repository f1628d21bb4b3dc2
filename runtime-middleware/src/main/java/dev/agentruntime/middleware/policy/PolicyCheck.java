package dev.agentruntime.middleware.policy;

import dev.agentruntime.chain.Admission;
import dev.agentruntime.chain.Decision;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.middleware.demand.Demand;
import dev.agentruntime.middleware.demand.Demands;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the calls of one tool, under the policy in force at that moment. Looking again adds
 * nothing to what was found before. Safe for use by many threads.
 */
final class PolicyCheck implements Admission {
  private static final String DEFAULT = "default";
  private static final String UNUSABLE = "The policy of this runtime cannot be applied to it";

  private final PolicySource source;
  private final ToolDescriptor tool;
  private final Slot<Demands> demands;

  /** The rules last looked at; another edition of the policy is compiled when a call meets it. */
  private volatile Compiled compiled;

  private record Compiled(PolicySource.Edition edition, ToolRules rules) {}

  PolicyCheck(PolicySource source, ToolDescriptor tool, Slot<Demands> demands) {
    this.source = source;
    this.tool = tool;
    this.demands = demands;
    this.compiled = compile(source.current());
  }

  private Compiled compile(PolicySource.Edition edition) {
    return new Compiled(edition, ToolRules.of(edition.policy(), tool));
  }

  @Override
  public @Nullable ToolOutcome peek(ToolCall call) {
    ToolRules rules = rulesInForce();
    if (rules == null) {
      tellOnce(call, PolicyDecision.UNDECIDABLE, DEFAULT);
      return new ToolOutcome.Rejected(PolicyLayer.NAME, UNUSABLE);
    }
    Caller caller = rules.asksWhoCalls() ? Caller.of(call.context()) : null;
    PolicyDecision decision = rules.decide(call.arguments(), caller);
    String rule = decision.rule();
    boolean byDefault = rule.isEmpty();
    if (!byDefault || decision.effect() != PolicyEffect.ALLOW) {
      tellOnce(call, decision.code(), byDefault ? DEFAULT : rule);
    }
    return switch (decision.effect()) {
      case ALLOW -> null;
      case ASK -> {
        demands
            .get(call)
            .add(new Demand(PolicyLayer.NAME, byDefault ? DEFAULT : rule, decision.reason()));
        yield null;
      }
      case DENY -> new ToolOutcome.Rejected(byDefault ? PolicyLayer.NAME : rule, decision.reason());
    };
  }

  /** Null if the policy in force has a rule that makes no sense for this tool. */
  @SuppressWarnings("ReferenceEquality") // this very edition
  private @Nullable ToolRules rulesInForce() {
    PolicySource.Edition edition = source.current();
    Compiled known = compiled;
    if (known.edition() != edition) {
      try {
        known = compile(edition);
      } catch (IllegalArgumentException e) {
        return null;
      }
      compiled = known;
    }
    return known.rules();
  }

  private static void tellOnce(ToolCall call, String code, String rule) {
    for (Decision decision : call.decisions()) {
      boolean same =
          decision.layer().equals(PolicyLayer.NAME)
              && decision.code().equals(code)
              && decision.detail().equals(rule);
      if (same) {
        return;
      }
    }
    call.decided(PolicyLayer.NAME, code, rule);
  }
}

package dev.agentruntime.middleware.config;

import static dev.agentruntime.middleware.config.ValueType.DURATION;
import static dev.agentruntime.middleware.config.ValueType.TEXT;
import static dev.agentruntime.middleware.config.ValueType.atLeast;

import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.middleware.CallLogger;
import dev.agentruntime.middleware.GovernanceLayer;
import dev.agentruntime.middleware.PanicRecovery;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.audit.AuditRing;
import dev.agentruntime.middleware.effect.EffectGuard;
import dev.agentruntime.middleware.enrich.ContextEnrichment;
import dev.agentruntime.middleware.enrich.HostValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The tables of the layers that record calls and let people and stores decide on them. */
final class GuardSections {
  private static final Map<String, HostValue> HOST_VALUES =
      Map.of(
          "tenant", HostValue.tenant(),
          "principal", HostValue.principal(),
          "session", HostValue.session(),
          "trace-parent", HostValue.traceParent());

  private GuardSections() {}

  static List<Section<?>> all() {
    return List.of(panicRecovery(), logger(), audit(), enrichment(), approval(), effectGuard());
  }

  private static Section<PanicRecovery> panicRecovery() {
    return new Section<>(
        "panic-recovery",
        GovernanceLayer.PANIC_RECOVERY,
        (_, _) -> new PanicRecovery(),
        List.of(),
        (governance, layer) -> governance.panicRecovery(layer));
  }

  private static Section<CallLogger.Builder> logger() {
    return new Section<>(
        "logger",
        GovernanceLayer.LOGGER,
        (_, parts) -> {
          CallLogger.Builder builder = CallLogger.builder();
          parts.redactor().ifPresent(builder::redactor);
          return builder;
        },
        List.of(
            Key.each(
                "log-values",
                TEXT,
                "tools whose arguments and results are logged, through the part 'redactor'",
                CallLogger.Builder::logValues)),
        (governance, builder) -> governance.logger(builder.build()));
  }

  private static final class AuditDraft {
    private final List<Consumer<Audit.Builder>> settings = new ArrayList<>();
    private int ringCalls = AuditRing.DEFAULT_CALLS;

    private AuditDraft(ConfigurationParts parts) {
      parts.redactor().ifPresent(sees -> settings.add(builder -> builder.redactor(sees)));
    }

    private Audit build() {
      Audit.Builder builder = Audit.inMemory(AuditRing.of(ringCalls));
      settings.forEach(setting -> setting.accept(builder));
      return builder.build();
    }
  }

  private static Section<AuditDraft> audit() {
    return new Section<>(
        "audit",
        GovernanceLayer.AUDIT,
        (_, parts) -> new AuditDraft(parts),
        List.of(
            Key.of(
                "ring-calls",
                atLeast(1),
                AuditRing.DEFAULT_CALLS,
                "how many calls are kept in memory",
                (draft, calls) -> draft.ringCalls = calls)),
        (governance, draft) -> governance.audit(draft.build()));
  }

  private static final class Supply {
    private String tool = "*";
    private String argument = "";
    private HostValue value = HostValue.tenant();
  }

  private static Section<ContextEnrichment.Builder> enrichment() {
    Keys<Supply> supply =
        new Keys<>(
            Supply::new,
            List.of(
                Key.of(
                    "tool",
                    TEXT,
                    "\"*\"",
                    "the pattern of the tools that get it",
                    (draft, tool) -> draft.tool = tool),
                Key.of(
                    "argument",
                    TEXT,
                    Key.REQUIRED,
                    "the argument's name, which the model does not see",
                    (draft, name) -> draft.argument = name),
                Key.of(
                    "value",
                    ValueType.oneOf(HOST_VALUES),
                    Key.REQUIRED,
                    "what of the run it is",
                    (draft, value) -> draft.value = value)));
    return new Section<>(
        "enrichment",
        GovernanceLayer.ENRICHMENT,
        (_, _) -> ContextEnrichment.builder(),
        List.of(
            Key.tables(
                "supply",
                "what is supplied",
                supply,
                (builder, draft) -> builder.supply(draft.tool, draft.argument, draft.value))),
        (governance, builder) -> governance.enrichment(builder.build()));
  }

  private static final class Ask {
    private final List<String> tools = new ArrayList<>();
    private final List<String> among = new ArrayList<>();
    private int needed = 1;
    private boolean notRequester;

    private static void finish(Approval.Builder builder, Ask draft) {
      if (draft.tools.isEmpty()) {
        throw new IllegalArgumentException("a rule on who approves must have tools");
      }
      ApprovalRule who =
          (draft.notRequester ? ApprovalRule.peer() : ApprovalRule.anyone())
              .among(draft.among.toArray(String[]::new))
              .needing(draft.needed);
      draft.tools.forEach(tool -> builder.ask(tool, who));
    }
  }

  private static Keys<Ask> askKeys() {
    return new Keys<>(
        Ask::new,
        List.of(
            Key.each(
                "tools",
                TEXT,
                "the patterns of the tools it is about",
                (draft, tool) -> draft.tools.add(tool)),
            Key.each(
                "among",
                TEXT,
                "who may approve; anybody the host lets if empty",
                (draft, name) -> draft.among.add(name)),
            Key.of(
                "needed",
                atLeast(1),
                1,
                "how many people must approve, at most " + ApprovalRule.MOST_NEEDED,
                (draft, people) -> draft.needed = people),
            Key.of(
                "not-requester",
                ValueType.FLAG,
                false,
                "whether it must be somebody else than the run's principal",
                (draft, other) -> draft.notRequester = other)));
  }

  private static Section<Approval.Builder> approval() {
    return new Section<>(
        "approval",
        GovernanceLayer.APPROVAL,
        (_, parts) -> {
          Approval.Builder builder = Approval.builder(parts.approvals());
          parts.redactor().ifPresent(builder::redactor);
          return builder;
        },
        List.of(
            Key.tables(
                "ask",
                "which calls a person decides on; needs the part 'approvals'",
                askKeys(),
                Ask::finish),
            Key.of(
                "lifetime",
                DURATION,
                Approval.DEFAULT_LIFETIME,
                "how long a request is open",
                Approval.Builder::lifetime),
            Key.of(
                "grant-lifetime",
                DURATION,
                Approval.DEFAULT_GRANT_LIFETIME,
                "within what time an approval is used",
                Approval.Builder::grantLifetime),
            Key.ifTrue(
                "suspending",
                "the run is suspended rather than waiting",
                Approval.Builder::suspending),
            Key.ifTrue(
                "atomic-batch",
                "one rejection rejects all requests of a turn",
                Approval.Builder::atomicBatch)),
        (governance, builder) -> governance.approval(builder.build()));
  }

  private static Section<EffectGuard.Builder> effectGuard() {
    return new Section<>(
        "effect-guard",
        GovernanceLayer.EFFECT_GUARD,
        (_, parts) -> EffectGuard.builder(parts.effectStore()),
        List.of(
            Key.of(
                "reservation",
                DURATION,
                EffectGuard.DEFAULT_RESERVATION,
                "how long a call may be under way before its effect is unknown",
                EffectGuard.Builder::reservation),
            Key.perTool(
                "tools",
                ValueType.FLAG,
                "whether calls of some tools are guarded",
                EffectGuard.Builder::guard),
            Key.perTool(
                "ask-about-repeats",
                DURATION,
                "tools whose repeated effect within a time a person decides on",
                EffectGuard.Builder::askAboutRepeats)),
        (governance, builder) -> governance.effectGuard(builder.build()));
  }
}

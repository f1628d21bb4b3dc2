package dev.agentruntime.middleware.config;

import static dev.agentruntime.middleware.config.ValueType.DURATION;
import static dev.agentruntime.middleware.config.ValueType.TEXT;
import static dev.agentruntime.middleware.config.ValueType.between;
import static dev.agentruntime.middleware.config.ValueType.upTo;

import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.middleware.CallLogger;
import dev.agentruntime.middleware.GovernanceLayer;
import dev.agentruntime.middleware.PanicRecovery;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.effect.EffectGuard;
import dev.agentruntime.middleware.enrich.ContextEnrichment;
import dev.agentruntime.middleware.enrich.HostValue;
import dev.agentruntime.tool.ToolTrait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

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
    return List.of(
        panicRecovery(), logger(), AuditSection.audit(), enrichment(), approval(), effectGuard());
  }

  private static Section<PanicRecovery> panicRecovery() {
    return Section.ofRow(
        "panic-recovery",
        GovernanceLayer.PANIC_RECOVERY,
        (_, _) -> new PanicRecovery(),
        List.of(),
        (governance, layer) -> governance.panicRecovery(layer));
  }

  private static Section<CallLogger.Builder> logger() {
    return Section.ofRow(
        "logger",
        GovernanceLayer.LOGGER,
        (governance, parts) ->
            governance
                .layer(GovernanceLayer.LOGGER)
                .map(layer -> ((CallLogger) layer).toBuilder())
                .orElseGet(
                    () -> {
                      CallLogger.Builder builder = CallLogger.builder();
                      parts.redactor().ifPresent(builder::redactor);
                      return builder;
                    }),
        List.of(
            Key.of(
                "name",
                TEXT,
                '"' + CallLogger.LOGGER + '"',
                "the name of the SLF4J logger",
                (builder, name) -> builder.logger(LoggerFactory.getLogger(name))),
            Key.each(
                "log-values",
                TEXT,
                "tools whose arguments and results are logged, through the part 'redactor'",
                CallLogger.Builder::logValues)),
        (governance, builder) -> governance.logger(builder.build()));
  }

  private static final class Supply {
    private String tool = "*";
    private String argument = "";
    private @Nullable HostValue value;

    private void set(HostValue other) {
      if (value != null) {
        throw new IllegalArgumentException("a host argument has either value or attribute");
      }
      value = other;
    }

    private static void finish(ContextEnrichment.Builder builder, Supply draft) {
      HostValue value = draft.value;
      if (value == null) {
        throw new IllegalArgumentException("a host argument must have value or attribute");
      }
      builder.supply(draft.tool, draft.argument, value);
    }
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
                    "must be set unless attribute is",
                    "what of the run it is",
                    Supply::set),
                Key.of(
                    "attribute",
                    TEXT,
                    "none",
                    "the name of a run's attribute, in place of value",
                    (draft, name) -> draft.set(HostValue.attribute(name)))));
    return Section.ofRow(
        "enrichment",
        GovernanceLayer.ENRICHMENT,
        (_, _) -> ContextEnrichment.builder(),
        List.of(Key.tables("supply", "what is supplied", supply, Supply::finish)),
        (governance, builder) -> governance.enrichment(builder.build()));
  }

  /** Who decides. */
  private static class Deciders {
    private final List<String> among = new ArrayList<>();
    private int needed = 1;
    private boolean notRequester;

    ApprovalRule rule() {
      return new ApprovalRule(needed, Set.copyOf(among), notRequester);
    }

    private static <D extends Deciders> List<Key<D>> keys() {
      return List.of(
          Key.each(
              "among",
              TEXT,
              "who may approve; anybody the host lets if empty",
              (draft, name) -> decidersOf(draft).among.add(name)),
          Key.of(
              "needed",
              between(1, ApprovalRule.MOST_NEEDED),
              1,
              "how many people must approve",
              (draft, people) -> decidersOf(draft).needed = people),
          Key.of(
              "not-requester",
              ValueType.FLAG,
              false,
              "whether it must be somebody else than the run's principal",
              (draft, other) -> decidersOf(draft).notRequester = other));
    }

    private static Deciders decidersOf(Deciders draft) {
      return draft;
    }
  }

  private static final class Ask extends Deciders {
    private final List<String> tools = new ArrayList<>();
    private final List<ToolTrait> having = new ArrayList<>();

    private static void finish(Approval.Builder builder, Ask draft) {
      if (draft.tools.isEmpty() && draft.having.isEmpty()) {
        throw new IllegalArgumentException("a rule on who approves must have tools or traits");
      }
      draft.tools.forEach(tool -> builder.ask(tool, draft.rule()));
      draft.having.forEach(trait -> builder.ask(trait, draft.rule()));
    }

    private static Keys<Ask> askKeys() {
      List<Key<Ask>> about =
          List.of(
              Key.each(
                  "tools",
                  TEXT,
                  "the patterns of the tools it is about",
                  (draft, tool) -> draft.tools.add(tool)),
              Key.each(
                  "having",
                  PolicySection.TRAIT,
                  "the tools with one of these traits, unless a pattern names them",
                  (draft, trait) -> draft.having.add(trait)));
      return new Keys<>(
          Ask::new, Stream.concat(about.stream(), Deciders.<Ask>keys().stream()).toList());
    }
  }

  private static Section<Approval.Builder> approval() {
    return Section.ofRow(
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
                Ask.askKeys(),
                Ask::finish),
            Key.table(
                "on-demand",
                "who decides where another layer asks",
                new Keys<>(Deciders::new, Deciders.keys()),
                (builder, draft) -> builder.onDemand(draft.rule())),
            Key.of(
                "lifetime",
                upTo(Approval.LONGEST_LIFETIME),
                Approval.DEFAULT_LIFETIME,
                "how long a request is open",
                Approval.Builder::lifetime),
            Key.of(
                "grant-lifetime",
                upTo(Approval.LONGEST_LIFETIME),
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
    return Section.ofRow(
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

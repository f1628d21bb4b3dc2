package dev.agentruntime.middleware.config;

import static dev.agentruntime.middleware.config.ValueType.DURATION;
import static dev.agentruntime.middleware.config.ValueType.DURATION_OR_ZERO;
import static dev.agentruntime.middleware.config.ValueType.SHARE;
import static dev.agentruntime.middleware.config.ValueType.TEXT;
import static dev.agentruntime.middleware.config.ValueType.amount;
import static dev.agentruntime.middleware.config.ValueType.atLeast;

import dev.agentruntime.middleware.GovernanceLayer;
import dev.agentruntime.middleware.budget.Allowance;
import dev.agentruntime.middleware.budget.BudgetBook;
import dev.agentruntime.middleware.budget.Budgets;
import dev.agentruntime.middleware.budget.Spend;
import dev.agentruntime.middleware.cache.ResultCache;
import dev.agentruntime.middleware.failure.FailureLimit;
import dev.agentruntime.middleware.loop.LoopDetection;
import dev.agentruntime.middleware.output.OutputCap;
import java.time.Duration;
import java.util.List;

/** The tables of the layers that watch a run and what it brings. */
final class RunSections {
  private static final String NONE = "none";

  private RunSections() {}

  static List<Section<?>> all() {
    return List.of(loopDetection(), failureLimit(), budgets(), outputCap(), resultCache());
  }

  private static Section<LoopDetection.Builder> loopDetection() {
    return Section.ofRow(
        "loop-detection",
        GovernanceLayer.LOOP_DETECTION,
        Section.changing(
            GovernanceLayer.LOOP_DETECTION,
            LoopDetection.class,
            LoopDetection::toBuilder,
            LoopDetection::builder),
        loopDetectionKeys(),
        (governance, builder) -> governance.loopDetection(builder.build()));
  }

  private static List<Key<LoopDetection.Builder>> loopDetectionKeys() {
    return List.of(
        Key.of(
            "warn-at",
            atLeast(2),
            LoopDetection.DEFAULT_WARN_AT,
            "the repetition that brings a note",
            LoopDetection.Builder::warnAt),
        Key.ifTrue("no-warning", "never a note", LoopDetection.Builder::withoutWarning),
        Key.of(
            "block-at",
            atLeast(2),
            LoopDetection.DEFAULT_BLOCK_AT,
            "the repetition that is refused",
            LoopDetection.Builder::blockAt),
        Key.ifTrue("no-blocking", "never a refusal", LoopDetection.Builder::withoutBlocking),
        Key.of(
            "stop-after",
            atLeast(1),
            LoopDetection.DEFAULT_STOP_AFTER,
            "how many refusals end the run",
            LoopDetection.Builder::stopAfter),
        Key.ifTrue(
            "no-stopping", "never the end of the run", LoopDetection.Builder::withoutStopping),
        Key.of(
            "no-progress-after",
            atLeast(2),
            NONE,
            "how many calls of a tool may bring nothing new",
            LoopDetection.Builder::noProgressAfter),
        Key.each("exempt", TEXT, "tools that are not watched", LoopDetection.Builder::exempt),
        Key.each("watch", TEXT, "tools that are watched", LoopDetection.Builder::watch),
        Key.perTool(
            "pollable",
            DURATION_OR_ZERO,
            "tools that may be polled, and how often",
            LoopDetection.Builder::pollable),
        Key.listPerTool(
            "ignoring",
            "arguments that are left out when calls of some tools are compared",
            (builder, tool, names) -> builder.ignoring(tool, names.toArray(String[]::new))),
        Key.listPerTool(
            "comparing",
            "the only arguments by which calls of some tools are compared",
            (builder, tool, names) -> builder.comparing(tool, names.toArray(String[]::new))));
  }

  private static Section<FailureLimit.Builder> failureLimit() {
    return Section.ofRow(
        "failure-limit",
        GovernanceLayer.FAILURE_LIMIT,
        Section.changing(
            GovernanceLayer.FAILURE_LIMIT,
            FailureLimit.class,
            FailureLimit::toBuilder,
            FailureLimit::builder),
        failureLimitKeys(),
        (governance, builder) -> governance.failureLimit(builder.build()));
  }

  private static List<Key<FailureLimit.Builder>> failureLimitKeys() {
    return List.of(
        Key.of(
            "failures",
            atLeast(1),
            FailureLimit.DEFAULT_FAILURES,
            "how many failures in a row shut a tool off",
            FailureLimit.Builder::failures),
        Key.perTool(
            "failures-tools",
            atLeast(1),
            "the same for some tools",
            FailureLimit.Builder::failures),
        Key.of(
            "cool-down",
            DURATION,
            FailureLimit.DEFAULT_COOL_DOWN,
            "how long a tool is shut off",
            FailureLimit.Builder::coolDown),
        Key.perTool(
            "cool-down-tools", DURATION, "the same for some tools", FailureLimit.Builder::coolDown),
        Key.each("exempt", TEXT, "tools that are never shut off", FailureLimit.Builder::exempt),
        Key.of(
            "invalid-arguments",
            atLeast(1),
            FailureLimit.DEFAULT_MISTAKES,
            "how many turns in a row with invalid arguments end the run",
            FailureLimit.Builder::invalidArguments),
        Key.of(
            "unknown-tools",
            atLeast(1),
            FailureLimit.DEFAULT_MISTAKES,
            "how many turns in a row with unknown tools end the run",
            FailureLimit.Builder::unknownTools),
        Key.ifTrue(
            "no-mistakes", "no run ends for such turns", FailureLimit.Builder::withoutMistakes));
  }

  private static final class Limits {
    private Allowance allowance = Allowance.unlimited();

    private static Keys<Limits> keys() {
      return new Keys<>(
          Limits::new,
          List.of(
              Key.of(
                  "calls",
                  amount(1),
                  NONE,
                  "how many tool calls",
                  (limits, calls) -> limits.allowance = limits.allowance.calls(calls)),
              Key.of(
                  "tokens",
                  amount(1),
                  NONE,
                  "how many tokens, input and output together",
                  (limits, tokens) -> limits.allowance = limits.allowance.tokens(tokens)),
              Key.of(
                  "cost-micros",
                  amount(1),
                  NONE,
                  "how many millionths of the currency unit",
                  (limits, micros) -> limits.allowance = limits.allowance.cost(micros)),
              Key.of(
                  "active-time",
                  DURATION,
                  NONE,
                  "how long tools may be at work",
                  Limits::activeTime)));
    }

    private void activeTime(Duration time) {
      allowance = allowance.activeTime(time);
    }
  }

  private static final class ToolBudget {
    private final Limits limits = new Limits();
    private String tool = "";
  }

  private static final class PriceDraft {
    private String tool = "";
    private Spend each = Spend.NOTHING;

    private static Keys<PriceDraft> keys() {
      return new Keys<>(
          PriceDraft::new,
          List.of(
              Key.of(
                  "tool",
                  TEXT,
                  Key.REQUIRED,
                  "the pattern of the tools it is about",
                  (draft, tool) -> draft.tool = tool),
              Key.of(
                  "tokens",
                  amount(1),
                  NONE,
                  "how many tokens",
                  (draft, tokens) -> draft.each = draft.each.andTokens(tokens)),
              Key.of(
                  "cost-micros",
                  amount(1),
                  NONE,
                  "how many millionths of the currency unit",
                  (draft, micros) -> draft.each = draft.each.andCost(micros))));
    }
  }

  private static final class BudgetsDraft {
    private final Budgets.Builder builder = Budgets.builder();
    private Allowance everybody = Allowance.unlimited();
    private Allowance tenant = Allowance.unlimited();
    private boolean book;

    private Budgets build() {
      return (book ? builder.book(BudgetBook.of(everybody, tenant)) : builder).build();
    }

    private void everybody(Limits limits) {
      everybody = limits.allowance;
      book = true;
    }

    private void tenant(Limits limits) {
      tenant = limits.allowance;
      book = true;
    }
  }

  private static Section<BudgetsDraft> budgets() {
    return Section.ofRow(
        "budgets",
        GovernanceLayer.BUDGETS,
        (_, _) -> new BudgetsDraft(),
        List.of(
            Key.table(
                "run",
                "what a run may spend",
                Limits.keys(),
                (draft, limits) -> draft.builder.perRun(limits.allowance)),
            Key.table(
                "tenant",
                "what all runs of a tenant may spend",
                Limits.keys(),
                BudgetsDraft::tenant),
            Key.table(
                "everybody",
                "what all runs together may spend",
                Limits.keys(),
                BudgetsDraft::everybody),
            Key.tables(
                "tools",
                "what a run may spend on some tools",
                toolBudget(),
                (draft, tool) -> draft.builder.perTool(tool.tool, tool.limits.allowance)),
            Key.tables(
                "prices",
                "what a call of some tools takes beside being a call",
                PriceDraft.keys(),
                (draft, price) -> draft.builder.price(price.tool, price.each)),
            Key.of(
                "notice-at",
                atLeast(1),
                Budgets.DEFAULT_NOTICE_AT,
                "with how many calls left the model is told",
                (draft, calls) -> draft.builder.noticeAt(calls)),
            Key.ifTrue(
                "no-notice", "the model is not told", draft -> draft.builder.withoutNotice()),
            Key.ifTrue(
                "stop-when-used-up",
                "a run ends when its budget is used up",
                draft -> draft.builder.stopWhenUsedUp())),
        (governance, draft) -> governance.budgets(draft.build()));
  }

  private static Keys<ToolBudget> toolBudget() {
    return new Keys<>(
        ToolBudget::new,
        List.of(
            Key.of(
                "tool",
                TEXT,
                Key.REQUIRED,
                "the pattern of the tools it is about",
                (draft, tool) -> draft.tool = tool),
            Key.table(
                "limits",
                "what may be spent",
                Limits.keys(),
                (draft, limits) -> draft.limits.allowance = limits.allowance)));
  }

  private static Section<OutputCap.Builder> outputCap() {
    return Section.ofRow(
        "output-cap",
        GovernanceLayer.OUTPUT_CAP,
        Section.changing(
            GovernanceLayer.OUTPUT_CAP, OutputCap.class, OutputCap::toBuilder, OutputCap::builder),
        List.of(
            Key.of(
                "limit-characters",
                atLeast(OutputCap.LEAST_SHOWN),
                OutputCap.DEFAULT_LIMIT,
                "how long a result may be",
                OutputCap.Builder::limit),
            Key.perTool(
                "tools",
                atLeast(OutputCap.LEAST_SHOWN),
                "how many characters the results of some tools may have",
                OutputCap.Builder::limit),
            Key.of(
                "turn-limit-characters",
                atLeast(OutputCap.LEAST_SHOWN),
                OutputCap.DEFAULT_TURN_LIMIT,
                "how long the results of a turn may be together",
                OutputCap.Builder::turnLimit),
            Key.of(
                "head-share",
                SHARE,
                OutputCap.DEFAULT_HEAD_SHARE,
                "how much of what is shown is the beginning",
                OutputCap.Builder::headShare)),
        (governance, builder) -> governance.outputCap(builder.build()));
  }

  private static final class Stale {
    private String reader = "";
    private String writer = "";
  }

  private static Section<ResultCache.Builder> resultCache() {
    Keys<Stale> stale =
        new Keys<>(
            Stale::new,
            List.of(
                Key.of(
                    "writer",
                    TEXT,
                    Key.REQUIRED,
                    "the pattern of the tools that change something",
                    (draft, tool) -> draft.writer = tool),
                Key.of(
                    "reader",
                    TEXT,
                    Key.REQUIRED,
                    "the pattern of the tools whose results are then forgotten",
                    (draft, tool) -> draft.reader = tool)));
    return Section.ofRow(
        "result-cache",
        GovernanceLayer.RESULT_CACHE,
        (_, _) -> ResultCache.builder(),
        List.of(
            Key.perTool(
                "tools",
                DURATION,
                "whose results are remembered, and for how long",
                ResultCache.Builder::cache),
            Key.tables(
                "stale-after",
                "what makes results stale",
                stale,
                (builder, draft) -> builder.staleAfter(draft.writer, draft.reader)),
            Key.of(
                "max-entries",
                atLeast(1),
                ResultCache.DEFAULT_MAX_ENTRIES,
                "how many results are kept",
                ResultCache.Builder::maxEntries),
            Key.of(
                "max-characters",
                amount(1),
                ResultCache.DEFAULT_MAX_CHARACTERS,
                "how long they may be together",
                ResultCache.Builder::maxCharacters)),
        (governance, builder) -> governance.resultCache(builder.build()));
  }
}

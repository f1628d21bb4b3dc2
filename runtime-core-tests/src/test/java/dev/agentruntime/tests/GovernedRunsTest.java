package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.audit.AuditRing;
import dev.agentruntime.middleware.budget.Allowance;
import dev.agentruntime.middleware.budget.BudgetAccount;
import dev.agentruntime.middleware.budget.BudgetBook;
import dev.agentruntime.middleware.budget.Budgets;
import dev.agentruntime.middleware.budget.Quantity;
import dev.agentruntime.middleware.bulkhead.Bulkhead;
import dev.agentruntime.middleware.cache.ResultCache;
import dev.agentruntime.middleware.effect.EffectGuard;
import dev.agentruntime.middleware.enrich.ContextEnrichment;
import dev.agentruntime.middleware.output.OutputCap;
import dev.agentruntime.middleware.policy.Policy;
import dev.agentruntime.middleware.policy.PolicyLayer;
import dev.agentruntime.middleware.policy.PolicyRule;
import dev.agentruntime.middleware.rate.Rate;
import dev.agentruntime.middleware.rate.RateKey;
import dev.agentruntime.middleware.rate.RateLimit;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random runs through the whole chain: every call is answered once and put on record once, what
 * layers, events, the audit and the budget say of it is the same, and afterwards no permit is out,
 * nothing reserved, no circuit stuck, nobody asked and no thread left.
 */
final class GovernedRunsTest {
  private static final int ROUNDS = 40;
  private static final int RUNS = 50;

  /** Longer than a call with its retries may take. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final Duration TOOL_TIMEOUT = Duration.ofSeconds(3);

  /** A question expires if nobody decides for so long; shorter than people may take. */
  private static final Duration LIFETIME = Duration.ofSeconds(5);

  /** One in so many calls is made again and again. */
  private static final int REPEATING = 5;

  /** Fewer than some runs ask for. */
  private static final int RUN_CALLS = 18;

  /** How calls end, in the words of the audit, that count against a budget. */
  private static final Set<String> COUNTED =
      Set.of("success", "tool_error", "infrastructure_error", "timed_out", "internal", "threw");

  private static final Map<String, Integer> SEEN = new ConcurrentHashMap<>();

  static LongStream seeds() {
    return LongStream.range(0, ROUNDS);
  }

  /** The rounds as a whole must have met everything they are about. */
  @AfterAll
  static void everyKindOfEndingWasMet() {
    for (String kind :
        List.of(
            "success",
            "tool_error",
            "infrastructure_error",
            "timed_out",
            "invalid_arguments",
            "unknown_tool",
            "rejected",
            "blocked",
            "cancelled",
            "suspended",
            "internal",
            "approval_expired",
            "by breaker",
            "by rate-limit",
            "by bulkhead",
            "by budget",
            "policy denied",
            "approval asked",
            "approval approved",
            "result-cache hit",
            "output-cap shortened",
            "supplied")) {
      assertTrue(SEEN.getOrDefault(kind, 0) > 0, () -> kind + " never happened: " + SEEN);
    }
    int calls = SEEN.getOrDefault("calls", 0);
    assertTrue(calls >= 10_000, () -> "only " + calls + " calls: " + SEEN);
  }

  /** One round: a runtime under governance, and its account. */
  private static final class Round {
    final Stage stage;
    final SplittableRandom random;
    final Approvals approvals;
    final AuditRing ring = AuditRing.of(50_000);
    final BudgetBook book = BudgetBook.of(Allowance.unlimited(), Allowance.unlimited());
    final GovernedTools.Effects effects = new GovernedTools.Effects();
    final List<String> tools = new ArrayList<>();
    final List<String> asked;
    final AgentRuntime runtime;

    Round(Stage stage, long seed) {
      this.stage = stage;
      this.random = new SplittableRandom(seed);
      this.approvals = Approvals.inMemory().on(stage.time);
      List<AgentTool> all = new ArrayList<>(RandomTools.all());
      all.addAll(GovernedTools.all());
      all.forEach(tool -> tools.add(tool.specification().name()));
      this.asked = new ArrayList<>(tools);
      asked.addAll(Collections.nCopies(4, "reads")); // often enough to be remembered
      this.runtime =
          stage.build(
              stage
                  .runtime(ScriptedModel.of())
                  .tools(all.toArray())
                  .limits(
                      RunLimits.defaults()
                          .withTimeout(TIMEOUT)
                          .withToolCalls(25)
                          .withGrace(Duration.ofSeconds(3)))
                  .middleware(governance(seed))
                  .middleware(Anchor.APPROVAL, "gate", RandomTools::gate));
    }

    private Governance governance(long seed) {
      return Governance.standard()
          .enrichment(
              ContextEnrichment.builder()
                  .supply(
                      "supplied",
                      GovernedTools.SUPPLIED,
                      call -> call.context().principal().orElse(null))
                  .build())
          .policy(
              PolicyLayer.of(
                  Policy.defaults()
                      .with(PolicyRule.deny("closed", "Not here.").tool("forbidden"))
                      .with(PolicyRule.allow("reading").tool("reads"))
                      .with(PolicyRule.ask("delicate", "It is delicate").tool("sensitive"))))
          .budgets(
              Budgets.builder().book(book).perRun(Allowance.unlimited().calls(RUN_CALLS)).build())
          .approval(Approval.builder(approvals).ask("echo*").lifetime(LIFETIME).build())
          .audit(Audit.inMemory(ring).build())
          .outputCap(OutputCap.builder().limit(2 * OutputCap.LEAST_SHOWN).build())
          .resultCache(ResultCache.builder().cache("reads", Duration.ofMinutes(5)).build())
          .effectGuard(EffectGuard.builder(effects).guard("charges*", true).build())
          .timeout(TOOL_TIMEOUT)
          .retry(Retry.builder().keyed("*").random(() -> new SplittableRandom(seed)).build())
          .rateLimit(
              RateLimit.builder()
                  .limit("waits*", Rate.of(1, Duration.ofSeconds(5)), RateKey.TOOL)
                  .limit("charges*", Rate.of(2, Duration.ofSeconds(1)), RateKey.PRINCIPAL)
                  .limit("talks", Rate.of(1, Duration.ofSeconds(1)), RateKey.TENANT, RateKey.TOOL)
                  .maxWait(Duration.ofSeconds(1))
                  .build())
          .bulkhead(
              Bulkhead.builder()
                  .limit("charges*", 2)
                  .limit("sensitive", 1)
                  .pool("slow", 3, "wraps*")
                  .maxQueued(2)
                  .maxWait(Duration.ofSeconds(1))
                  .build())
          .build();
    }

    /** People who approve, reject, or take so long that the question expires. */
    private void decide() {
      SplittableRandom mood = random.split();
      try {
        while (true) {
          for (ApprovalCase waiting : approvals.open()) {
            String id = waiting.request().id();
            String digest = waiting.request().argumentsDigest();
            int wish = mood.nextInt(10);
            if (wish < 2) {
              approvals.approve(id, digest, Approver.of("ada"));
            } else if (wish == 2) {
              approvals.reject(id, digest, "not today", Approver.of("ada"));
            }
          }
          stage.time.sleep(Duration.ofSeconds(1));
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt(); // the round is over
      }
    }

    /** Begins a run, on a thread of its own or on one of the host's, which may be interrupted. */
    Ending start() {
      RandomScript script = new RandomScript(random.nextLong(), asked, REPEATING);
      ScriptedModel model = ScriptedModel.on(stage.time, script.next());
      RunOptions.Builder options = RunOptions.builder().tenant("tenant-" + random.nextInt(2));
      if (random.nextInt(5) > 0) {
        options.principal("user-" + random.nextInt(3));
      }
      boolean hurried = random.nextInt(4) == 0;
      if (hurried) {
        options.timeout(Duration.ofMillis(1 + random.nextInt(6_000)));
      }
      Agent agent = runtime.agent("agent").model(stage.watched(model)).build();
      boolean stopped = random.nextInt(4) == 0;
      Duration after = Duration.ofMillis(random.nextInt(6_000));
      if (random.nextInt(3) == 0) {
        HostThread host = new HostThread(stage, agent, options.build());
        if (stopped) {
          stage.time.start("interrupter", () -> later(after, host::interrupt));
        }
        return host;
      }
      AgentRun run = agent.start("go", options.build());
      if (stopped) {
        stage.time.start("stopper", () -> later(after, () -> run.cancel("enough")));
      }
      return run::result;
    }

    private void later(Duration after, Runnable stop) {
      try {
        stage.time.sleep(after);
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody should interrupt the stopper", e);
      }
      stop.run();
    }
  }

  /** A run that will end. */
  @FunctionalInterface
  private interface Ending {
    RunResult await() throws InterruptedException;
  }

  /** A thread of the host's that runs an agent, and may be interrupted meanwhile. */
  private static final class HostThread implements Ending {
    private final Stage stage;
    private final Thread thread;
    private volatile @Nullable RunResult result;

    HostThread(Stage stage, Agent agent, RunOptions options) {
      this.stage = stage;
      this.thread = stage.time.start("host", () -> result = agent.run("go", options));
    }

    void interrupt() {
      stage.time.interrupt(thread);
    }

    @Override
    public RunResult await() throws InterruptedException {
      stage.time.join(thread);
      return Objects.requireNonNull(result);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyCallIsAccountedForOnceAndNothingIsLeft(long seed) throws InterruptedException {
    try (Stage stage = new Stage()) {
      Round round = new Round(stage, seed);
      Thread people = stage.time.start("people", round::decide);
      List<Ending> running = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        running.add(round.start());
      }
      List<RunResult> results = new ArrayList<>();
      for (Ending run : running) {
        results.add(stage.checked(run.await()));
      }
      stage.time.sleep(Duration.ofHours(1)); // stragglers end by themselves, circuits half open
      assertEquals(0, round.runtime.stragglers().aliveCount());
      results.forEach(result -> assertAccounted(round, result));
      assertBudgetsAgree(round);
      assertNothingIsStuck(round);
      stage.time.interrupt(people);
      stage.time.join(people);
      assertEquals(List.of(), round.approvals.open(), "nobody is asked for a run that is over");
      round.runtime.close();
      assertEquals(List.of(), stage.time.liveThreads());
    }
  }

  /** Events, the audit and the outcomes say the same of every call. */
  private static void assertAccounted(Round round, RunResult result) {
    Map<String, List<AuditRecord>> account = accountOf(round.ring, result);
    Map<String, String> outcomes = new TreeMap<>();
    for (RunEvent.ToolCallEnded ended : round.stage.ofRun(RunEvent.ToolCallEnded.class, result)) {
      ToolOutcome outcome = ended.outcome();
      outcomes.put(ended.call().callId(), outcome.code());
      SEEN.merge("calls", 1, Integer::sum);
      SEEN.merge(outcome.code(), 1, Integer::sum);
      if (outcome instanceof ToolOutcome.Success(String text) && text.startsWith("user-")) {
        SEEN.merge("supplied", 1, Integer::sum);
      }
      if (outcome instanceof ToolOutcome.Blocked blocked) {
        SEEN.merge("by " + blocked.layer(), 1, Integer::sum);
      }
    }
    outcomes.forEach(
        (call, code) -> {
          List<AuditRecord> records = account.getOrDefault(call, List.of());
          if (records.isEmpty()) {
            assertEquals("cancelled", code, "only a call that was never begun has no account");
            return;
          }
          assertInstanceOf(AuditRecord.Proposed.class, records.getFirst());
          assertEquals(1, count(records, AuditRecord.Proposed.class), call);
          assertEquals(
              1,
              count(records, AuditRecord.Finished.class)
                  + count(records, AuditRecord.Suspended.class),
              () -> call + " " + records);
          assertSameEnding(code, records);
        });
  }

  /** The audit stands inside the guard, which makes an outcome of what was thrown. */
  private static void assertSameEnding(String code, List<AuditRecord> records) {
    if (!(records.getLast() instanceof AuditRecord.Finished finished)) {
      assertEquals("suspended", code);
      return;
    }
    String recorded = finished.ending().code();
    List<String> same =
        switch (recorded) {
          case "threw" -> List.of("internal", "infrastructure_error", "cancelled");
          case "interrupted" -> List.of("infrastructure_error", "cancelled");
          default -> List.of(recorded, "cancelled");
        };
    assertTrue(same.contains(code), () -> code + " is on record as " + recorded);
  }

  /** What was spent is what the audit says has ended so; what is set aside is what waits. */
  private static void assertBudgetsAgree(Round round) {
    long settled = 0;
    long suspended = 0;
    for (AuditRecord record : round.ring.records()) {
      boolean known =
          record instanceof AuditRecord.OfCall of && round.tools.contains(of.call().tool());
      if (known && record instanceof AuditRecord.Finished finished) {
        settled += COUNTED.contains(finished.ending().code()) ? 1 : 0;
      } else if (known && record instanceof AuditRecord.Suspended) {
        suspended++;
      } else if (record instanceof AuditRecord.Decided(_, _, String layer, String code, _)) {
        SEEN.merge(layer + " " + code, 1, Integer::sum);
      }
    }
    BudgetAccount everybody = round.book.everybody();
    assertEquals(settled, everybody.spent().of(Quantity.CALLS), "calls spent");
    assertEquals(settled + suspended, everybody.taken().of(Quantity.CALLS), "calls taken");
  }

  private static Map<String, List<AuditRecord>> accountOf(AuditRing ring, RunResult result) {
    Map<String, List<AuditRecord>> account = new HashMap<>();
    for (AuditRecord record : ring.records()) {
      if (record instanceof AuditRecord.OfCall ofCall
          && ofCall.call().runId().equals(result.summary().runId())) {
        account.computeIfAbsent(ofCall.call().callId(), _ -> new ArrayList<>()).add(record);
      }
    }
    return account;
  }

  private static long count(List<AuditRecord> records, Class<? extends AuditRecord> type) {
    return records.stream().filter(type::isInstance).count();
  }

  /** A tool that works is let through as if nothing had been, and every other one would be. */
  private static void assertNothingIsStuck(Round round) throws InterruptedException {
    assertEquals(List.of(), round.effects.reserved(), "effects nobody is about to have");
    Agent any = round.runtime.agent("any").build();
    RunOptions somebody = RunOptions.builder().tenant("tenant-1").principal("user-1").build();
    for (String tool : round.tools) {
      any.dryRun(tool, "{}", somebody)
          .stop()
          .filter(stop -> !Set.of("policy", "approval").contains(stop.link()))
          .ifPresent(stop -> fail(tool + ": " + stop));
    }
    ScriptedModel model =
        ScriptedModel.of(
            Turn.call("says_no", "{}").andCall("waits", "{\"ms\":1}"), Turn.answer("done"));
    RunResult result =
        round.runtime.agent("after").model(round.stage.watched(model)).build().run("go");
    assertEquals(
        List.of("tool_error", "success"),
        round.stage.outcomes(result).stream().map(ToolOutcome::code).toList());
  }
}

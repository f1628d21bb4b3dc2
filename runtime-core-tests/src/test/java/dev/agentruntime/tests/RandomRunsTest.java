package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.Usage;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many runs at once, each with a random script, random tools and a random way to be stopped: every
 * call is answered once, every conversation is valid whenever the model is asked, everything that
 * counts agrees, and nothing is left. With the layers the core has by itself.
 */
final class RandomRunsTest {
  private static final int ROUNDS = 40;
  private static final int RUNS = 50;

  /** Longer than anything a tool of these tests does by itself. */
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

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
            "invalid_arguments",
            "unknown_tool",
            "rejected",
            "blocked",
            "cancelled",
            "suspended",
            "internal",
            "RunResult Completed",
            "RunResult Suspended",
            "RunResult Stopped",
            "RunResult Cancelled",
            "RunResult Failed",
            "abandoned",
            "nested")) {
      assertTrue(SEEN.getOrDefault(kind, 0) > 0, () -> kind + " never happened: " + SEEN);
    }
    int calls = SEEN.getOrDefault("calls", 0);
    assertTrue(calls >= 10_000, () -> "only " + calls + " calls: " + SEEN);
  }

  private static void seen(String kind) {
    SEEN.merge(kind, 1, Integer::sum);
  }

  /** One round: a runtime, its tools, and what they did. */
  private static final class Round {
    final Stage stage;
    final SplittableRandom random;
    final AgentRuntime runtime;
    final List<String> tools = new ArrayList<>();

    /** What nested runs used up, by the run they were part of. */
    final Map<String, Usage> inside = new ConcurrentHashMap<>();

    /** What came out of the outermost link, by run and call. */
    final Map<String, ToolOutcome> answered = new ConcurrentHashMap<>();

    Round(Stage stage, long seed) {
      this.stage = stage;
      this.random = new SplittableRandom(seed);
      List<AgentTool> all = new ArrayList<>(RandomTools.all());
      all.forEach(tool -> tools.add(tool.specification().name()));
      all.add(FakeTool.named("nested").replies(this::nested).build());
      this.runtime =
          stage.build(
              stage
                  .runtime(ScriptedModel.of())
                  .tools(all.toArray())
                  .limits(
                      RunLimits.defaults()
                          .withTimeout(TIMEOUT)
                          .withToolCalls(25)
                          .withCallsPerTool(4)
                          .withParallelCalls(1 + random.nextInt(8))
                          .withGrace(Duration.ofSeconds(3)))
                  .middleware(Anchor.GUARD, "account", this::account)
                  .middleware(Anchor.APPROVAL, "gate", RandomTools::gate));
    }

    private ToolOutcome account(ToolCall call, ToolHandler next) throws InterruptedException {
      ToolOutcome outcome = next.handle(call);
      answered.put(call.context().runId() + " " + call.callId(), outcome);
      return outcome;
    }

    /** A sub-agent that gives its own stragglers up before the outer run gives it up. */
    private ToolOutcome nested(ToolInvocation call) {
      seen("nested");
      Agent agent =
          runtime
              .agent("sub")
              .tools(tools.toArray(new String[0]))
              .limits(RunLimits.defaults().withTimeout(TIMEOUT).withGrace(Duration.ofSeconds(1)))
              .model(model(RandomTools.number(call, "seed"), tools))
              .build();
      RunResult result = agent.run("sub");
      inside.merge(call.context().runId(), result.usage(), Usage::plus);
      check(result);
      return ToolOutcome.success(result.toString());
    }

    private dev.langchain4j.model.chat.ChatModel model(long seed, List<String> names) {
      return stage.watched(ScriptedModel.on(stage.time, new RandomScript(seed, names).next()));
    }

    Agent agent() {
      List<String> names = new ArrayList<>(tools);
      names.add("nested");
      return runtime.agent("agent").model(model(random.nextLong(), names)).build();
    }

    void check(RunResult result) {
      stage.checked(result, inside.getOrDefault(result.summary().runId(), Usage.NONE));
      seen("RunResult " + result.getClass().getSimpleName());
      result.summary().abandonedWork().forEach(name -> seen("abandoned"));
      for (RunEvent.ToolCallEnded ended : stage.ofRun(RunEvent.ToolCallEnded.class, result)) {
        seen("calls");
        seen(ended.outcome().code());
        ToolOutcome fromChain =
            answered.get(result.summary().runId() + " " + ended.call().callId());
        // A call that was given up on may have come back since.
        if (fromChain != null && !(ended.outcome() instanceof ToolOutcome.Cancelled)) {
          assertSame(fromChain, ended.outcome());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyCallIsAnsweredOnceAndNothingIsLeft(long seed) throws InterruptedException {
    try (Stage stage = new Stage()) {
      Round round = new Round(stage, seed);
      List<Running> running = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        running.add(start(round));
      }
      for (Running run : running) {
        RunResult result = run.await();
        round.check(result);
        assertTrue(run.mayEndAs(result), () -> run + " ended as " + result);
      }
      assertEquals(0, round.runtime.liveRuns());
      stage.time.sleep(Duration.ofMinutes(1)); // stragglers end by themselves
      assertEquals(0, round.runtime.stragglers().aliveCount());
      long abandoned = stage.events.events(RunEvent.WorkAbandoned.class).size();
      assertEquals(abandoned, round.runtime.stragglers().total());
      round.runtime.close();
      assertEquals(List.of(), stage.time.liveThreads());
    }
  }

  /** A run going on, by whichever way it was begun. */
  private interface Running {
    RunResult await() throws InterruptedException;

    boolean mayEndAs(RunResult result);
  }

  private static Running start(Round round) {
    Duration stopAfter = Duration.ofMillis(round.random.nextInt(6_000));
    return switch (round.random.nextInt(6)) {
      case 0 -> interruptedCaller(round, stopAfter);
      case 1 -> cancelledByHandle(round, stopAfter);
      case 2 -> cancelledByToken(round, stopAfter);
      case 3 -> started(round.agent().start("go"), List.of());
      default ->
          started(
              round
                  .agent()
                  .start("go", RunOptions.builder().timeout(stopAfter.plusMillis(1)).build()),
              List.of());
    };
  }

  private static Running started(AgentRun run, List<Cancellation.Kind> kinds) {
    return new Running() {
      @Override
      public RunResult await() throws InterruptedException {
        return run.result();
      }

      @Override
      public boolean mayEndAs(RunResult result) {
        return result.cancelledBy().map(why -> kinds.contains(why.kind())).orElse(true);
      }

      @Override
      public String toString() {
        return "a run that may be stopped by " + kinds;
      }
    };
  }

  private static Running cancelledByHandle(Round round, Duration after) {
    AgentRun run = round.agent().start("go");
    later(round, after, () -> run.cancel("enough"));
    return started(run, List.of(Cancellation.Kind.REQUESTED));
  }

  private static Running cancelledByToken(Round round, Duration after) {
    HostToken token = new HostToken();
    AgentRun run = round.agent().start("go", RunOptions.builder().cancellationToken(token).build());
    later(round, after, token::cancel);
    return started(run, List.of(Cancellation.Kind.HOST));
  }

  private static void later(Round round, Duration after, Runnable action) {
    round.stage.time.start(
        "stopper",
        () -> {
          try {
            round.stage.time.sleep(after);
          } catch (InterruptedException e) {
            throw new IllegalStateException("nobody should interrupt the stopper", e);
          }
          action.run();
        });
  }

  /** A host's thread that calls {@code run}, and another that interrupts it. */
  private static Running interruptedCaller(Round round, Duration after) {
    return InterruptedCaller.start(round.stage, round.agent(), after);
  }

  /** Looks at its flag after the run: set if, and only if, it was interrupted by then. */
  private static final class InterruptedCaller implements Running {
    private final Stage stage;
    private final List<RunResult> result = new ArrayList<>();
    private final List<Boolean> flags = new ArrayList<>();
    private final List<Thread> thread = new ArrayList<>();

    private InterruptedCaller(Stage stage) {
      this.stage = stage;
    }

    static InterruptedCaller start(Stage stage, Agent agent, Duration after) {
      InterruptedCaller caller = new InterruptedCaller(stage);
      Thread host =
          stage.time.start(
              "host",
              () -> {
                caller.result.add(agent.run("go"));
                caller.flags.add(Thread.interrupted());
              });
      caller.thread.add(host);
      stage.time.start(
          "interrupter",
          () -> {
            try {
              stage.time.sleep(after);
            } catch (InterruptedException e) {
              throw new IllegalStateException("nobody should interrupt the interrupter", e);
            }
            stage.time.interrupt(host);
          });
      return caller;
    }

    @Override
    public RunResult await() throws InterruptedException {
      stage.time.join(thread.getFirst());
      return result.getFirst();
    }

    /** A tool that swallows the interrupt of a caller's own thread hides it from everybody. */
    @Override
    public boolean mayEndAs(RunResult ended) {
      boolean interrupted =
          ended
              .cancelledBy()
              .filter(why -> why.kind() == Cancellation.Kind.INTERRUPTED)
              .isPresent();
      return interrupted ? flags.getFirst() : ended.cancelledBy().isEmpty();
    }
  }
}

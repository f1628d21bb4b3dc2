package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.context.Usage;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An agent run by another agent's tool: a tree of runs that ends as a whole. */
final class NestedAgentTest {
  /** How the outer agent's tool runs the inner agent. */
  enum Way {
    ON_THE_RUNS_OWN_THREAD,
    ON_A_THREAD_OF_THE_CALL,
    STARTED_AND_AWAITED
  }

  private final List<RunResult> inner = Collections.synchronizedList(new ArrayList<>());

  private FakeTool asking(Agent agent, Way way) {
    FakeTool.Builder tool = FakeTool.named("ask");
    if (way == Way.ON_THE_RUNS_OWN_THREAD) {
      tool.traits(ToolTrait.INTERRUPTIBLE);
    }
    return tool.replies(
            call -> {
              RunResult result =
                  way == Way.STARTED_AND_AWAITED ? agent.start("sub").result() : agent.run("sub");
              inner.add(result);
              return ToolOutcome.success(result.text());
            })
        .build();
  }

  private static ScriptedModel outerModel() {
    return ScriptedModel.of(
        Turn.call("ask", "{}").withUsage(100, 10), Turn.answer("all done").withUsage(200, 20));
  }

  /** A tree of two agents in runtimes of their own, the inner one calling one tool. */
  private Agent outer(Stage stage, Way way, FakeTool tool) {
    Agent sub =
        stage
            .build(
                stage
                    .runtime(
                        ScriptedModel.on(
                            stage.time,
                            Turn.call("tool", "{}").withUsage(7, 3),
                            Turn.answer("sub done")))
                    .tools(tool))
            .agent("sub")
            .build();
    return stage.build(stage.runtime(outerModel()).tools(asking(sub, way))).agent("outer").build();
  }

  @ParameterizedTest
  @EnumSource
  void identityIsNestedAndUsageSummed(Way way) {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      RunOptions options =
          RunOptions.builder()
              .tenant("acme")
              .principal("ann")
              .session("s-1")
              .traceParent("00-trace")
              .attribute("key", "value")
              .build();
      RunResult result = outer(stage, way, tool).run("go", options);
      RunContext seen = tool.invocations().getFirst().context();
      assertEquals("outer/sub", seen.agentPath());
      assertEquals("acme", seen.tenant().orElseThrow());
      assertEquals("ann", seen.principal().orElseThrow());
      assertEquals("00-trace", seen.traceParent().orElseThrow());
      // Not the outer conversation, and nothing the host did not give this run.
      assertTrue(seen.sessionId().isEmpty());
      assertTrue(seen.attributes().isEmpty());

      RunResult sub = stage.checked(inner.getFirst());
      assertEquals(new Usage(2, 1, 7, 3), sub.usage());
      assertEquals(new Usage(4, 2, 307, 33), stage.checked(result, sub.usage()).usage());
      assertEquals("all done", result.orThrow());
      assertFalse(sub.summary().runId().equals(result.summary().runId()));
    }
  }

  /** The one interrupt that a cancelled run sends may be lost on the way to the run inside. */
  @ParameterizedTest
  @EnumSource
  void aCancelPassesDownThoughAToolInsideSwallowsTheInterrupt(Way way) throws InterruptedException {
    try (Stage stage = new Stage()) {
      List<Boolean> toldInside = Collections.synchronizedList(new ArrayList<>());
      FakeTool tool =
          FakeTool.named("tool")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(
                  call -> {
                    try {
                      call.context().time().sleep(Duration.ofHours(1));
                    } catch (InterruptedException e) {
                      toldInside.add(call.context().cancellation().isPresent());
                    }
                    return ToolOutcome.success("slept well");
                  })
              .build();
      AgentRun run = outer(stage, way, tool).start("go");
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = run.result();
      assertEquals(Cancellation.Kind.REQUESTED, result.cancelledBy().orElseThrow().kind());
      assertEquals(List.of(true), toldInside);
      if (way != Way.STARTED_AND_AWAITED) {
        RunResult sub = inner.getFirst();
        assertEquals(Cancellation.Kind.PARENT, sub.cancelledBy().orElseThrow().kind());
        assertEquals(1, sub.usage().modelCalls());
      }
      assertEquals(List.of(), stage.threadsOf(result));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCancelPassesDown(Way way) throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      AgentRun run = outer(stage, way, tool).start("go");
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = run.result();
      assertEquals(Cancellation.Kind.REQUESTED, result.cancelledBy().orElseThrow().kind());
      assertEquals(List.of("cancelled"), ToolOutcomesTest.codes(stage, result));
      assertEquals(1, tool.interrupted());
      assertEquals(Duration.ZERO, stage.time.elapsed());
      if (way == Way.STARTED_AND_AWAITED) {
        // Its tool was interrupted while it waited, so nobody saw the result; the run has ended.
        assertEquals(2, stage.events.events(dev.agentruntime.event.RunEvent.RunEnded.class).size());
      } else {
        assertEquals(Cancellation.Kind.PARENT, inner.getFirst().cancelledBy().orElseThrow().kind());
        assertEquals(
            List.of("cancelled"), ToolOutcomesTest.codes(stage, stage.checked(inner.getFirst())));
      }
      assertEquals(List.of(), stage.threadsOf(result));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptOfTheOutermostCallerPassesDown(Way way) {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      stage.interruptMeAfter(() -> tool.awaitCalls(1, Stage.NEVER, stage.time));
      RunResult result = outer(stage, way, tool).run("go");
      assertTrue(Thread.interrupted());
      assertEquals(Cancellation.Kind.INTERRUPTED, result.cancelledBy().orElseThrow().kind());
      assertEquals(1, tool.interrupted());
      assertEquals(Duration.ZERO, stage.time.elapsed());
      if (way == Way.ON_A_THREAD_OF_THE_CALL) {
        assertEquals(Cancellation.Kind.PARENT, inner.getFirst().cancelledBy().orElseThrow().kind());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theOuterDeadlineIsInheritedAndCannotBeExtended(Way way) {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      Agent agent = outer(stage, way, tool);
      RunResult result =
          agent.run("go", RunOptions.builder().timeout(Duration.ofSeconds(60)).build());
      assertEquals(StopReason.DEADLINE, assertInstanceOf(RunResult.Stopped.class, result).reason());
      assertEquals(Duration.ofSeconds(60), stage.time.elapsed());
      assertEquals(
          Deadline.after(Duration.ZERO, stage.time).nanos(),
          tool.invocations().getFirst().context().deadline().nanos());
      assertEquals(1, tool.interrupted());
      assertFalse(Thread.interrupted());
    }
  }

  @Test
  void anInnerDeadlineEndsTheInnerRunAlone() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      Agent sub =
          stage
              .build(stage.runtime(ScriptedModel.of(Turn.call("tool", "{}"))).tools(tool))
              .agent("sub")
              .build();
      FakeTool ask =
          FakeTool.named("ask")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(
                  call -> {
                    RunResult result =
                        sub.run("sub", RunOptions.builder().timeout(Duration.ofSeconds(5)).build());
                    inner.add(result);
                    return ToolOutcome.success("it took too long");
                  })
              .build();
      RunResult result = stage.agent(outerModel(), ask).run("go");
      assertEquals("all done", result.orThrow());
      assertInstanceOf(RunResult.Stopped.class, inner.getFirst());
      assertEquals(List.of("success"), ToolOutcomesTest.codes(stage, result));
      assertEquals(Duration.ofSeconds(5), stage.time.elapsed());
    }
  }

  // Deadlines are points on a clock; the two runtimes have different ones.
  @Test
  void aDeadlineIsCarriedOverToTheInnerRuntimesOwnClock() {
    try (Stage stage = new Stage();
        VirtualTime other = VirtualTime.manual()) {
      AtomicReference<Duration> left = new AtomicReference<>(Duration.ZERO);
      FakeTool tool =
          FakeTool.named("tool")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(
                  call -> {
                    left.set(call.context().deadline().remaining(call.context().time()));
                    return ToolOutcome.success("ok");
                  })
              .build();
      AgentRuntime foreign =
          AgentRuntime.builder(ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("sub done")))
              .time(other)
              .tools(tool)
              .build();
      Agent sub = foreign.agent("sub").build();
      FakeTool ask =
          FakeTool.named("ask")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(
                  call -> {
                    stage.time.sleep(Duration.ofSeconds(20));
                    return ToolOutcome.success(sub.run("sub").orThrow());
                  })
              .build();
      RunResult result =
          stage
              .agent(outerModel(), ask)
              .run("go", RunOptions.builder().timeout(Duration.ofSeconds(60)).build());
      assertEquals("all done", result.orThrow());
      assertEquals(Duration.ofSeconds(40), left.get());
      foreign.close();
    }
  }

  @Test
  void anInnerCancelEndsTheInnerRunAlone() {
    try (Stage stage = new Stage()) {
      HostToken token = new HostToken();
      FakeTool tool =
          FakeTool.named("tool")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(
                  call -> {
                    token.cancel();
                    return Replies.hang().call(call);
                  })
              .build();
      Agent sub =
          stage
              .build(stage.runtime(ScriptedModel.of(Turn.call("tool", "{}"))).tools(tool))
              .agent("sub")
              .build();
      FakeTool ask =
          FakeTool.named("ask")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(
                  call -> {
                    inner.add(
                        sub.run("sub", RunOptions.builder().cancellationToken(token).build()));
                    stage.time.sleep(
                        Duration.ofSeconds(1)); // not interrupted by what was not for it
                    return ToolOutcome.success("it was stopped");
                  })
              .build();
      RunResult result = stage.agent(outerModel(), ask).run("go");
      assertEquals("all done", result.orThrow());
      assertEquals(Cancellation.Kind.HOST, inner.getFirst().cancelledBy().orElseThrow().kind());
    }
  }

  // Both are told to stop, on one thread with one interrupt bit; the tool blocks again afterwards.
  @Test
  void anInnerRunThatIsStoppedItselfDoesNotUseUpTheOuterOnesInterrupt()
      throws InterruptedException {
    try (Stage stage = new Stage()) {
      HostToken token = new HostToken();
      AtomicReference<AgentRun> outerRun = new AtomicReference<>();
      Gate set = new Gate();
      FakeTool tool =
          FakeTool.named("tool")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(
                  call -> {
                    set.pass(stage.time);
                    token.cancel();
                    outerRun.get().cancel("enough");
                    return Replies.hang().call(call);
                  })
              .build();
      Agent sub =
          stage
              .build(stage.runtime(ScriptedModel.of(Turn.call("tool", "{}"))).tools(tool))
              .agent("sub")
              .build();
      FakeTool ask =
          FakeTool.named("ask")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(
                  call -> {
                    sub.run("sub", RunOptions.builder().cancellationToken(token).build());
                    return Replies.hang().call(call);
                  })
              .build();
      AgentRun run = stage.agent(ScriptedModel.of(Turn.call("ask", "{}")), ask).start("go");
      outerRun.set(run);
      set.open();
      assertEquals("enough", run.result().cancelledBy().orElseThrow().detail());
      assertEquals(Duration.ZERO, stage.time.elapsed());
    }
  }

  // A run started in a tool and forgotten does not outlive the run it is part of.
  @Test
  void aRunStartedAndForgottenEndsWithTheOuterOne() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      Agent sub =
          stage
              .build(stage.runtime(ScriptedModel.of(Turn.call("tool", "{}"))).tools(tool))
              .agent("sub")
              .build();
      AtomicReference<AgentRun> forgotten = new AtomicReference<>();
      FakeTool ask =
          FakeTool.named("ask")
              .replies(
                  call -> {
                    forgotten.set(sub.start("sub"));
                    tool.awaitCalls(1, Stage.NEVER, stage.time);
                    return ToolOutcome.success("on its way");
                  })
              .build();
      RunResult result = stage.agent(outerModel(), ask).run("go");
      assertEquals("all done", result.orThrow());
      assertTrue(forgotten.get().isDone());
      assertEquals(1, tool.interrupted());
      assertEquals(Duration.ZERO, stage.time.elapsed());
    }
  }

  @Test
  void aForgottenRunThatCannotBeStoppedIsOnTheOuterOnesRecord() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool =
          FakeTool.named("tool")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(Replies.stubborn(gate, Replies.text("late")))
              .build();
      Agent sub =
          stage
              .build(stage.runtime(ScriptedModel.of(Turn.call("tool", "{}"))).tools(tool))
              .agent("sub")
              .build();
      AtomicReference<AgentRun> forgotten = new AtomicReference<>();
      FakeTool ask =
          FakeTool.named("ask")
              .replies(
                  call -> {
                    forgotten.set(sub.start("sub"));
                    tool.awaitCalls(1, Stage.NEVER, stage.time);
                    return ToolOutcome.success("on its way");
                  })
              .build();
      RunResult result = stage.agent(outerModel(), ask).run("go");
      assertEquals(
          List.of("outer/sub/" + forgotten.get().runId()).toString().replace("outer", "agent"),
          result.summary().abandonedWork().toString());
      gate.open();
      assertEquals(
          Cancellation.Kind.PARENT, forgotten.get().result().cancelledBy().orElseThrow().kind());
    }
  }

  @Test
  void closingTheInnerRuntimeEndsTheInnerRunAlone() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      AgentRuntime foreign =
          stage.build(stage.runtime(ScriptedModel.of(Turn.call("tool", "{}"))).tools(tool));
      Agent sub = foreign.agent("sub").build();
      stage.time.start(
          "closer",
          () -> {
            try {
              tool.awaitCalls(1, Stage.NEVER, stage.time);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            foreign.close();
          });
      RunResult result =
          stage.agent(outerModel(), asking(sub, Way.ON_A_THREAD_OF_THE_CALL)).run("go");
      assertEquals("all done", result.orThrow());
      assertEquals(
          Cancellation.Kind.RUNTIME_CLOSED, inner.getFirst().cancelledBy().orElseThrow().kind());
    }
  }

  @Test
  void anAgentMayRunItselfAsDeepAsItsTimeAllows() {
    try (Stage stage = new Stage()) {
      AtomicReference<Agent> self = new AtomicReference<>();
      FakeTool ask =
          FakeTool.named("ask")
              .replies(
                  call -> {
                    RunContext here = RunContext.current().orElseThrow();
                    return ToolOutcome.success(
                        here.agentPath().length() > 20 ? "deep" : self.get().run("sub").text());
                  })
              .build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("ask", "{}"),
              Turn.call("ask", "{}"),
              Turn.call("ask", "{}"),
              Turn.call("ask", "{}"),
              Turn.answer("4"),
              Turn.answer("3"),
              Turn.answer("2"),
              Turn.answer("1"));
      self.set(stage.agent(model, ask));
      RunResult result = self.get().run("go");
      assertEquals("1", result.orThrow());
      assertEquals("agent/agent/agent/agent", ask.invocations().getLast().context().agentPath());
      assertEquals(new Usage(8, 4, 0, 0), result.usage());
    }
  }

  @Test
  void aClosedInnerRuntimeIsAFailureOfTheTool() {
    try (Stage stage = new Stage()) {
      AgentRuntime foreign = stage.build(stage.runtime(ScriptedModel.of()));
      Agent sub = foreign.agent("sub").build();
      foreign.close();
      assertThrows(IllegalStateException.class, () -> sub.run("go"));
      RunResult result =
          stage.checked(stage.agent(outerModel(), asking(sub, Way.STARTED_AND_AWAITED)).run("go"));
      assertEquals(List.of("infrastructure_error"), ToolOutcomesTest.codes(stage, result));
    }
  }
}

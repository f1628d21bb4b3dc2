package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An interrupt of the thread that called {@code run} cancels the run and is there afterwards. */
final class CallerInterruptTest {
  private static void interrupted(Stage stage, RunResult result) {
    assertTrue(Thread.interrupted(), "the caller's interrupt was lost");
    assertEquals(
        Cancellation.Kind.INTERRUPTED, stage.checked(result).cancelledBy().orElseThrow().kind());
    assertEquals(List.of(), result.summary().abandonedWork());
    assertEquals(Duration.ZERO, stage.time.elapsed());
  }

  @Test
  void whileTheModelIsAsked() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.on(stage.time, Turn.hang());
      stage.interruptMeAfter(() -> model.awaitRequests(1, Stage.NEVER));
      interrupted(stage, stage.agent(model).run("go"));
    }
  }

  @Test
  void whileAToolRunsOnTheCallersThread() {
    whileAToolRuns(ToolTrait.INTERRUPTIBLE);
  }

  @Test
  void whileAToolRunsOnAnotherThread() {
    whileAToolRuns();
  }

  private static void whileAToolRuns(ToolTrait... traits) {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").traits(traits).replies(Replies.hang()).build();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"));
      stage.interruptMeAfter(() -> tool.awaitCalls(1, Stage.NEVER, stage.time));
      RunResult result = stage.agent(model, tool).run("go");
      interrupted(stage, result);
      assertEquals(List.of("cancelled"), ToolOutcomesTest.codes(stage, result));
      assertEquals(1, tool.interrupted());
    }
  }

  @Test
  void whileSeveralToolsRun() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      ScriptedModel model =
          ScriptedModel.of(Turn.call("tool", "{}").andCall("tool", "{}").andCall("tool", "{}"));
      stage.interruptMeAfter(() -> tool.awaitCalls(3, Stage.NEVER, stage.time));
      RunResult result = stage.agent(model, tool).run("go");
      interrupted(stage, result);
      assertEquals(3, tool.interrupted());
    }
  }

  // The tool ends well although it is interrupted; the thread it ran on must not take up the next.
  @Test
  void noFurtherCallBeginsOnceTheCallerIsInterrupted() {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("tool").replies(Replies.swallowingInterrupt("survived")).build();
      ScriptedModel model =
          ScriptedModel.of(Turn.call("tool", "{}").andCall("tool", "{}").andCall("tool", "{}"));
      AgentRuntime runtime =
          stage.build(
              stage.runtime(model).tools(tool).limits(RunLimits.defaults().withParallelCalls(1)));
      stage.interruptMeAfter(() -> tool.awaitCalls(1, Stage.NEVER, stage.time));
      RunResult result = runtime.agent("agent").build().run("go");
      interrupted(stage, result);
      assertEquals(1, tool.invocations().size());
      assertEquals(
          List.of("cancelled", "cancelled", "cancelled"), ToolOutcomesTest.codes(stage, result));
    }
  }

  @Test
  void beforeTheRunBegins() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of();
      Thread.currentThread().interrupt();
      interrupted(stage, stage.agent(model).run("go"));
      assertEquals(0, model.requests().size());
    }
  }

  @Test
  void whileAProviderIsAsked() {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(ScriptedModel.of())
                  .toolProvider(
                      context -> {
                        gate.pass(context.time());
                        return List.of();
                      }));
      stage.interruptMeAfter(() -> gate.awaitArrivals(1, Stage.NEVER, stage.time));
      interrupted(stage, runtime.agent("agent").build().run("go"));
    }
  }

  @Test
  void whileAHeartBeats() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      stage.interruptMeAfter(() -> tool.awaitCalls(1, Stage.NEVER, stage.time));
      RunResult result =
          stage
              .agent(ScriptedModel.of(Turn.call("tool", "{}")), tool)
              .run(
                  "go",
                  RunOptions.builder().heartbeat(Duration.ofSeconds(1), progress -> {}).build());
      interrupted(stage, result);
    }
  }

  @Test
  void duringTheLastMomentOfARunIsKeptForTheHost() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.computed(
                  request -> {
                    Thread.currentThread().interrupt();
                    return Turns.response("done");
                  }));
      RunResult result = stage.agent(model).run("go");
      // Too late or just in time: the interrupt is not lost either way.
      assertTrue(Thread.interrupted());
      stage.checked(result);
    }
  }

  @Test
  void aCancelByTheHostsTokenIsNoInterruptOfTheHost() {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("tool").traits(ToolTrait.INTERRUPTIBLE).replies(Replies.hang()).build();
      HostToken token = new HostToken();
      stage.time.start(
          "host",
          () -> {
            try {
              tool.awaitCalls(1, Stage.NEVER, stage.time);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            token.cancel();
          });
      RunResult result =
          stage
              .agent(ScriptedModel.of(Turn.call("tool", "{}")), tool)
              .run("go", RunOptions.builder().cancellationToken(token).build());
      assertFalse(Thread.interrupted(), "the run's own interrupt leaked to the caller");
      assertEquals(
          Cancellation.Kind.HOST, stage.checked(result).cancelledBy().orElseThrow().kind());
    }
  }

  // A host that interrupts and cancels at once finds its interrupt again: one bit, two senders.
  @Test
  void aToolMayTellTheRunOfAnInterruptByItsFlag() {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("tool")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(
                  call -> {
                    Thread.currentThread().interrupt();
                    return ToolOutcome.success("done anyway");
                  })
              .build();
      RunResult result = stage.agent(ScriptedModel.of(Turn.call("tool", "{}")), tool).run("go");
      interrupted(stage, result);
      assertEquals(List.of("cancelled"), ToolOutcomesTest.codes(stage, result));
    }
  }
}

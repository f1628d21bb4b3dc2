package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run ends at its deadline, wherever it is blocked, on its own thread or its caller's. */
final class RunDeadlineTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final RunOptions IN_TIME = RunOptions.builder().timeout(LIMIT).build();

  private static RunResult run(Agent agent, boolean ownThread) throws InterruptedException {
    return ownThread ? agent.start("go", IN_TIME).result() : agent.run("go", IN_TIME);
  }

  private static RunResult.Stopped late(Stage stage, RunResult result) {
    RunResult.Stopped stopped = assertInstanceOf(RunResult.Stopped.class, stage.checked(result));
    assertEquals(StopReason.DEADLINE, stopped.reason());
    assertTrue(stopped.detail().contains("PT1M30S"), stopped::detail);
    assertFalse(Thread.interrupted(), "the deadline's interrupt leaked to the caller");
    assertEquals(List.of(), stage.threadsOf(result));
    return stopped;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBlockedModelCallEnds(boolean ownThread) throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.on(stage.time, Turn.call("tool", "{}").saying("So far."), Turn.hang());
      Agent agent = stage.agent(model, FakeTool.named("tool").build());
      RunResult.Stopped stopped = late(stage, run(agent, ownThread));
      assertEquals("So far.", stopped.text());
      assertEquals(LIMIT, stage.time.elapsed());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBlockedToolEnds(boolean ownThread) throws InterruptedException {
    for (ToolTrait[] traits :
        List.of(new ToolTrait[] {}, new ToolTrait[] {ToolTrait.INTERRUPTIBLE})) {
      try (Stage stage = new Stage()) {
        FakeTool tool = FakeTool.named("tool").traits(traits).replies(Replies.hang()).build();
        Agent agent = stage.agent(ScriptedModel.of(Turn.call("tool", "{}")), tool);
        RunResult result = late(stage, run(agent, ownThread));
        assertEquals(List.of("cancelled"), ToolOutcomesTest.codes(stage, result));
        assertEquals(1, tool.interrupted());
        assertEquals(LIMIT, stage.time.elapsed());
      }
    }
  }

  @Test
  void severalBlockedToolsEndAndOnesThatWaitDoNotBegin() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool quick = FakeTool.named("quick").delay(Duration.ofSeconds(1)).build();
      FakeTool slow = FakeTool.named("slow").replies(Replies.hang()).build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("slow", "{}")
                  .andCall("quick", "{}")
                  .andCall("slow", "{}")
                  .andCall("quick", "{}"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(quick, slow)
                  .limits(RunLimits.defaults().withParallelCalls(2)));
      RunResult result = late(stage, run(runtime.agent("agent").build(), true));
      assertEquals(
          List.of("cancelled", "success", "cancelled", "cancelled"),
          ToolOutcomesTest.codes(stage, result));
      assertEquals(LIMIT, stage.time.elapsed());
    }
  }

  @Test
  void aToolThatIgnoresItIsLeftBehindAfterTheGrace() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool =
          FakeTool.named("tool").replies(Replies.stubborn(gate, Replies.text("late"))).build();
      Agent agent = stage.agent(ScriptedModel.of(Turn.call("tool", "{}")), tool);
      RunResult result = stage.checked(agent.run("go", IN_TIME));
      assertEquals(StopReason.DEADLINE, assertInstanceOf(RunResult.Stopped.class, result).reason());
      assertEquals(1, result.summary().abandonedWork().size());
      assertEquals(LIMIT.plus(RunLimits.DEFAULT_GRACE), stage.time.elapsed());
      assertFalse(Thread.interrupted());
      gate.open();
    }
  }

  @Test
  void theAgentsOwnTimeoutAppliesIfTheHostSaysNothing() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.on(stage.time, Turn.hang(), Turn.hang());
      AgentRuntime runtime = stage.build(stage.runtime(model));
      Agent quick =
          runtime
              .agent("quick")
              .limits(RunLimits.defaults().withTimeout(Duration.ofSeconds(5)))
              .build();
      assertInstanceOf(RunResult.Stopped.class, stage.checked(quick.run("go")));
      assertEquals(Duration.ofSeconds(5), stage.time.elapsed());
      assertInstanceOf(
          RunResult.Stopped.class, stage.checked(runtime.agent("usual").build().run("go")));
      assertEquals(Duration.ofSeconds(5).plus(RunLimits.DEFAULT_TIMEOUT), stage.time.elapsed());
    }
  }

  @Test
  void workThatEndsJustInTimeCounts() {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("tool").traits(ToolTrait.INTERRUPTIBLE).delay(LIMIT.minusNanos(1)).build();
      Agent agent =
          stage.agent(ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done")), tool);
      assertEquals("done", stage.checked(agent.run("go", IN_TIME)).orThrow());
    }
  }

  @Test
  void aRunCancelledBeforeItsDeadlineIsCancelled() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool =
          FakeTool.named("tool").replies(Replies.stubborn(gate, Replies.text("late"))).build();
      Agent agent = stage.agent(ScriptedModel.of(Turn.call("tool", "{}")), tool);
      var run = agent.start("go", IN_TIME);
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      stage.time.sleep(LIMIT.minusSeconds(1));
      run.cancel("enough"); // the grace ends after the deadline
      RunResult result = stage.checked(run.result());
      assertEquals("enough", result.cancelledBy().orElseThrow().detail());
      gate.open();
    }
  }

  @Test
  void theDeadlineIsSeenByTools() {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("tool")
              .traits(ToolTrait.INTERRUPTIBLE)
              .delay(Duration.ofSeconds(30))
              .build();
      Agent agent =
          stage.agent(ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done")), tool);
      stage.checked(agent.run("go", IN_TIME));
      assertEquals(
          Duration.ofSeconds(60),
          tool.invocations().getFirst().attempt().deadline().remaining(stage.time));
    }
  }
}

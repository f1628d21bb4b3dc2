package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.agentruntime.Agent;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ClockPause;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A run's deadline does not tick while somebody outside is waited for, and ticks on afterwards. */
final class PausedClockTest {
  private static final RunOptions THIRTY_SECONDS =
      RunOptions.builder().timeout(Duration.ofSeconds(30)).build();

  private static Agent agent(Stage stage, FakeTool tool, Duration wait, Turn... turns) {
    ToolMiddleware waiting =
        (call, next) -> {
          try (ClockPause _ = call.run().pauseClock()) {
            stage.time.sleep(wait);
          }
          return next.handle(call);
        };
    return stage
        .build(
            stage
                .runtime(ScriptedModel.of(turns))
                .tools(tool)
                .middleware(Anchor.APPROVAL, "human", waiting))
        .agent("agent")
        .build();
  }

  @Test
  void tenMinutesOfWaitingConsumeNoTimeout() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").delay(Duration.ofSeconds(20)).build();
      Agent agent =
          agent(stage, tool, Duration.ofMinutes(10), Turn.call("tool", "{}"), Turn.answer("done"));

      assertEquals("done", stage.checked(agent.run("go", THIRTY_SECONDS)).orThrow());
      assertEquals(Duration.ofSeconds(620), stage.time.elapsed());
    }
  }

  @Test
  void afterThePauseTheDeadlineComesLaterByThePause() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      Agent agent = agent(stage, tool, Duration.ofMinutes(10), Turn.call("tool", "{}"));

      RunResult.Stopped stopped =
          assertInstanceOf(RunResult.Stopped.class, stage.checked(agent.run("go", THIRTY_SECONDS)));

      assertEquals(StopReason.DEADLINE, stopped.reason());
      assertEquals("deadline after PT30S", stopped.detail());
      assertEquals(Duration.ofSeconds(630), stage.time.elapsed());
    }
  }

  @Test
  void callsSideBySideMayWaitAtOnce() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      Agent agent =
          agent(
              stage,
              tool,
              Duration.ofMinutes(10),
              Turn.call("tool", "{}").andCall("tool", "{}"),
              Turn.answer("done"));

      assertEquals("done", stage.checked(agent.run("go", THIRTY_SECONDS)).orThrow());
    }
  }

  @Test
  void aCancellationReachesACallThatWaitsWithTheClockPaused() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      Agent agent = agent(stage, tool, Duration.ofHours(10), Turn.call("tool", "{}"));
      AgentRun run = agent.start("go", THIRTY_SECONDS);
      stage.time.sleep(Duration.ofMinutes(5));
      run.cancel("enough");

      assertInstanceOf(RunResult.Cancelled.class, run.result());
      assertEquals(Duration.ofMinutes(5), stage.time.elapsed());
    }
  }
}

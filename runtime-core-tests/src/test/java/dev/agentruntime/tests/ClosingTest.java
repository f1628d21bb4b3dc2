package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.RuleModel;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closing a runtime ends what it started and starts no more. */
final class ClosingTest {
  private static RuleModel alwaysCalling(String tool) {
    return RuleModel.builder().otherwise(talk -> Turn.call(tool, "{}")).build();
  }

  @Test
  void liveRunsAreCancelledAndWaitedFor() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      AgentRuntime runtime = stage.build(stage.runtime(alwaysCalling("tool")).tools(tool));
      Agent agent = runtime.agent("agent").build();
      List<AgentRun> runs = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        runs.add(agent.start("go"));
      }
      tool.awaitCalls(20, Stage.NEVER, stage.time);
      assertEquals(20, runtime.liveRuns());
      assertEquals(List.of(), runtime.close(Duration.ofSeconds(1)));
      assertEquals(0, runtime.liveRuns());
      // Nothing is still to come: results are there, and the last event of each run.
      assertEquals(20, stage.events.events(RunEvent.RunEnded.class).size());
      for (AgentRun run : runs) {
        assertTrue(run.isDone());
        RunResult result = stage.checked(run.result());
        assertEquals(Cancellation.Kind.RUNTIME_CLOSED, result.cancelledBy().orElseThrow().kind());
      }
      assertEquals(Duration.ZERO, stage.time.elapsed());
      assertEquals(List.of(), stage.time.liveThreads());
    }
  }

  @Test
  void aRunOnItsCallersThreadIsCancelledAndTheCallersFlagIsItsOwn() {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("tool").traits(ToolTrait.INTERRUPTIBLE).replies(Replies.hang()).build();
      AgentRuntime runtime = stage.build(stage.runtime(alwaysCalling("tool")).tools(tool));
      stage.time.start(
          "host",
          () -> {
            try {
              tool.awaitCalls(1, Stage.NEVER, stage.time);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            runtime.close();
          });
      RunResult result = runtime.agent("agent").build().run("go");
      assertEquals(
          Cancellation.Kind.RUNTIME_CLOSED,
          stage.checked(result).cancelledBy().orElseThrow().kind());
      assertFalse(Thread.interrupted());
    }
  }

  @Test
  void aClosedRuntimeRefusesRuns() {
    try (Stage stage = new Stage()) {
      AgentRuntime runtime = stage.build(stage.runtime(ScriptedModel.of()));
      Agent agent = runtime.agent("agent").build();
      runtime.close();
      for (IllegalStateException refused :
          List.of(
              assertThrows(IllegalStateException.class, () -> agent.run("go")),
              assertThrows(IllegalStateException.class, () -> agent.start("go")))) {
        assertTrue(String.valueOf(refused.getMessage()).contains("'agent'"));
      }
      assertEquals(0, runtime.liveRuns());
      assertEquals(List.of(), stage.events.events());
    }
  }

  @Test
  void aRunWhoseThreadHasNotBegunIsCancelledToo() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      ScriptedModel model = ScriptedModel.of();
      AgentRuntime runtime =
          stage.build(stage.runtime(model).time(new LateStarts(stage.time, gate)));
      AgentRun run = runtime.agent("agent").build().start("go");
      assertEquals(List.of(run.runId()), runtime.close(Duration.ofSeconds(1)));
      assertEquals(Duration.ofSeconds(1), stage.time.elapsed());
      gate.open();
      run.result();
      assertEquals(0, model.requests().size());
      assertEquals(0, runtime.liveRuns());
    }
  }

  @Test
  void closingWaitsForARunThatIsJustStarting() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      AgentRuntime runtime =
          stage.build(stage.runtime(ScriptedModel.of()).time(new LateStarts(stage.time, gate)));
      AgentRun run = runtime.agent("agent").build().start("go");
      stage.time.start(
          "opener",
          () -> {
            try {
              stage.time.sleep(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            gate.open();
          });
      assertEquals(List.of(), runtime.close(Duration.ofSeconds(5)));
      assertEquals(
          Cancellation.Kind.RUNTIME_CLOSED,
          stage.checked(run.result()).cancelledBy().orElseThrow().kind());
    }
  }

  @Test
  void whatDoesNotEndInTimeIsNamed() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool =
          FakeTool.named("tool")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(Replies.stubborn(gate, Replies.text("late")))
              .build();
      AgentRuntime runtime = stage.build(stage.runtime(alwaysCalling("tool")).tools(tool));
      AgentRun run = runtime.agent("agent").build().start("go");
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      assertEquals(List.of(run.runId()), runtime.close(Duration.ofSeconds(3)));
      assertEquals(Duration.ofSeconds(3), stage.time.elapsed());
      assertEquals(1, runtime.liveRuns());
      gate.open();
      stage.checked(run.result());
      assertEquals(0, runtime.liveRuns());
    }
  }

  @Test
  void severalMayCloseAtOnceAndEachWaits() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("tool")
              .replies(
                  call -> {
                    try {
                      new Gate().pass(stage.time);
                    } catch (InterruptedException e) {
                      stage.time.sleep(Duration.ofSeconds(1)); // cleaning up
                      throw e;
                    }
                    return ToolOutcome.success("not reached");
                  })
              .build();
      AgentRuntime runtime = stage.build(stage.runtime(alwaysCalling("tool")).tools(tool));
      runtime.agent("agent").build().start("go");
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      List<Thread> closers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        closers.add(stage.time.start("closer-" + i, runtime::close));
      }
      for (Thread closer : closers) {
        stage.time.join(closer);
      }
      assertEquals(Duration.ofSeconds(1), stage.time.elapsed());
      assertEquals(0, runtime.liveRuns());
    }
  }

  @Test
  void anInterruptEndsTheWaitingAndIsKept() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool =
          FakeTool.named("tool").replies(Replies.stubborn(gate, Replies.text("late"))).build();
      AgentRuntime runtime = stage.build(stage.runtime(alwaysCalling("tool")).tools(tool));
      AgentRun run = runtime.agent("agent").build().start("go");
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      Thread.currentThread().interrupt();
      assertEquals(List.of(run.runId()), runtime.close(Duration.ofSeconds(3)));
      assertTrue(Thread.interrupted());
      assertEquals(Duration.ZERO, stage.time.elapsed());
      gate.open();
      stage.checked(run.result());
    }
  }

  // Every run that was let in ends; every other one is refused; none is forgotten.
  @Test
  void aRunThatBeginsWhileTheRuntimeClosesIsEitherRefusedOrEnded() throws InterruptedException {
    for (int round = 0; round < 100; round++) {
      try (Stage stage = new Stage()) {
        AgentRuntime runtime =
            stage.build(
                stage
                    .runtime(alwaysCalling("tool"))
                    .tools(FakeTool.named("tool").replies(Replies.hang()).build()));
        Agent agent = runtime.agent("agent").build();
        List<AgentRun> accepted = new ArrayList<>();
        Thread closer = stage.time.start("closer", runtime::close);
        try {
          for (int i = 0; i < 50; i++) {
            accepted.add(agent.start("go"));
          }
        } catch (IllegalStateException refused) {
          assertTrue(String.valueOf(refused.getMessage()).contains("closed"));
        }
        for (AgentRun run : accepted) {
          assertEquals(
              Cancellation.Kind.RUNTIME_CLOSED,
              stage.checked(run.result()).cancelledBy().orElseThrow().kind());
        }
        stage.time.join(closer);
      }
    }
  }
}

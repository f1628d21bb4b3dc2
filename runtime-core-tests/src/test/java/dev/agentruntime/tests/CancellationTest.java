package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A run told to stop by its handle stops, wherever it is blocked. */
final class CancellationTest {
  private static Cancellation cancelled(Stage stage, RunResult result) {
    Cancellation why = stage.checked(result).cancelledBy().orElseThrow();
    assertEquals(List.of(), stage.threadsOf(result), "threads left");
    assertEquals(List.of(), result.summary().abandonedWork());
    return why;
  }

  private static void cancelledAtOnce(Stage stage, AgentRun run) throws InterruptedException {
    run.cancel("the user left");
    RunResult result = run.result();
    assertEquals(
        Cancellation.of(Cancellation.Kind.REQUESTED, "the user left"), cancelled(stage, result));
    assertEquals(Duration.ZERO, stage.time.elapsed());
  }

  @Test
  void aBlockedModelCallEnds() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.on(stage.time, Turn.call("tool", "{}").saying("So far."), Turn.hang());
      AgentRun run = stage.agent(model, FakeTool.named("tool").build()).start("go");
      model.awaitRequests(2, Stage.NEVER);
      cancelledAtOnce(stage, run);
      assertEquals("So far.", run.result().text());
      assertEquals(3, run.result().summary().messages().size());
    }
  }

  @Test
  void aBlockedToolOnTheRunsOwnThreadEnds() throws InterruptedException {
    blockedTool(ToolTrait.INTERRUPTIBLE);
  }

  @Test
  void aBlockedToolOnAThreadOfItsOwnEnds() throws InterruptedException {
    blockedTool();
  }

  private static void blockedTool(ToolTrait... traits) throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").traits(traits).replies(Replies.hang()).build();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("never"));
      AgentRun run = stage.agent(model, tool).start("go");
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      cancelledAtOnce(stage, run);
      assertEquals(1, tool.interrupted());
      assertEquals(List.of("cancelled"), ToolOutcomesTest.codes(stage, run.result()));
      assertEquals(1, model.requests().size());
    }
  }

  // Siblings do not keep running, and those that wait for their turn do not begin.
  @Test
  void allBlockedToolsOfATurnEndAndNoFurtherOneBegins() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool quick = FakeTool.named("quick").build();
      FakeTool slow = FakeTool.named("slow").replies(Replies.hang()).build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("quick", "{}")
                  .andCall("slow", "{}")
                  .andCall("slow", "{}")
                  .andCall("slow", "{}")
                  .andCall("quick", "{}"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(quick, slow)
                  .limits(RunLimits.defaults().withParallelCalls(2)));
      AgentRun run = runtime.agent("agent").build().start("go");
      slow.awaitCalls(2, Stage.NEVER, stage.time);
      cancelledAtOnce(stage, run);
      assertEquals(2, slow.interrupted());
      assertEquals(2, slow.invocations().size());
      assertEquals(1, quick.invocations().size());
      // What had ended before keeps its result.
      assertEquals(
          List.of("success", "cancelled", "cancelled", "cancelled", "cancelled"),
          ToolOutcomesTest.codes(stage, run.result()));
    }
  }

  @Test
  void callsAfterABlockedExclusiveOneDoNotBegin() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool alone =
          FakeTool.named("alone").traits(ToolTrait.EXCLUSIVE).replies(Replies.hang()).build();
      FakeTool other = FakeTool.named("other").build();
      ScriptedModel model =
          ScriptedModel.of(Turn.call("alone", "{}").andCall("alone", "{}").andCall("other", "{}"));
      AgentRun run = stage.agent(model, alone, other).start("go");
      alone.awaitCalls(1, Stage.NEVER, stage.time);
      cancelledAtOnce(stage, run);
      assertEquals(1, alone.invocations().size());
      assertEquals(0, other.invocations().size());
    }
  }

  @Test
  void aLayerThatWaitsIsReached() throws InterruptedException {
    for (ToolTrait[] traits :
        List.of(new ToolTrait[] {}, new ToolTrait[] {ToolTrait.INTERRUPTIBLE})) {
      try (Stage stage = new Stage()) {
        Gate queue = new Gate();
        FakeTool tool = FakeTool.named("tool").traits(traits).build();
        AgentRuntime runtime =
            stage.build(
                stage
                    .runtime(ScriptedModel.of(Turn.call("tool", "{}")))
                    .tools(tool)
                    .middleware(
                        Anchor.BULKHEAD,
                        "queue",
                        (call, next) -> {
                          queue.pass(stage.time);
                          return next.handle(call);
                        }));
        AgentRun run = runtime.agent("agent").build().start("go");
        queue.awaitArrivals(1, Stage.NEVER, stage.time);
        cancelledAtOnce(stage, run);
        assertEquals(0, tool.invocations().size());
      }
    }
  }

  @Test
  void modelMiddlewareThatWaitsIsReached() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate queue = new Gate();
      ScriptedModel model = ScriptedModel.of();
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .modelMiddleware(
                      (call, next) -> {
                        queue.pass(stage.time);
                        return next.handle(call);
                      }));
      AgentRun run = runtime.agent("agent").build().start("go");
      queue.awaitArrivals(1, Stage.NEVER, stage.time);
      cancelledAtOnce(stage, run);
      assertEquals(0, model.requests().size());
    }
  }

  @Test
  void aToolThatOnlyComputesCanSeeThatItShouldStop() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate begun = new Gate();
      AtomicReference<Optional<Cancellation>> seen = new AtomicReference<>(Optional.empty());
      FakeTool tool =
          FakeTool.named("tool")
              .replies(
                  call -> {
                    begun.open();
                    begun.pass(stage.time);
                    RunContext context = call.context();
                    while (context.cancellation().isEmpty()) {
                      Thread.onSpinWait();
                    }
                    seen.set(context.cancellation());
                    throw new InterruptedException("noticed");
                  })
              .build();
      AgentRun run = stage.agent(ScriptedModel.of(Turn.call("tool", "{}")), tool).start("go");
      begun.awaitArrivals(1, Stage.NEVER, stage.time);
      cancelledAtOnce(stage, run);
      assertEquals(Cancellation.Kind.REQUESTED, seen.get().orElseThrow().kind());
    }
  }

  @Test
  void aRunCancelledBeforeItsThreadBeginsNeverAsksTheModel() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      ScriptedModel model = ScriptedModel.of();
      AgentRuntime runtime =
          stage.build(stage.runtime(model).time(new LateStarts(stage.time, gate)));
      AgentRun run = runtime.agent("agent").build().start("go");
      run.cancel("never mind");
      assertFalse(run.isDone());
      gate.open();
      assertEquals("never mind", cancelled(stage, run.result()).detail());
      assertEquals(0, model.requests().size());
    }
  }

  @Test
  void theFirstReasonCounts() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.on(stage.time, Turn.hang());
      AgentRun run = stage.agent(model).start("go");
      model.awaitRequests(1, Stage.NEVER);
      run.cancel("first");
      run.cancel("second");
      assertEquals("first", cancelled(stage, run.result()).detail());
    }
  }

  @Test
  void cancellingARunThatHasEndedChangesNothing() throws InterruptedException {
    try (Stage stage = new Stage()) {
      AgentRun run = stage.agent(ScriptedModel.of(Turn.answer("done"))).start("go");
      RunResult result = run.result();
      run.cancel("too late");
      assertSame(result, run.result());
      assertEquals("done", stage.checked(result).orThrow());
      assertTrue(run.isDone());
    }
  }

  // The model may not be asked again once the run was told to stop, even if it answers all the
  // same.
  @Test
  void anAnswerThatComesAfterTheCancelIsNotTaken() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      ScriptedModel model = ScriptedModel.on(stage.time, Turn.hangUntil(gate));
      AgentRun run = stage.agent(model).start("go");
      gate.awaitArrivals(1, Stage.NEVER, stage.time);
      run.cancel("enough");
      gate.open();
      cancelled(stage, run.result());
      assertEquals(1, run.result().summary().messages().size());
    }
  }

  @Test
  void interruptingWhoWaitsForARunLeavesTheRunAlone() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool =
          FakeTool.named("tool").replies(Replies.afterGate(gate, Replies.text("ok"))).build();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done"));
      AgentRun run = stage.agent(model, tool).start("go");
      stage.interruptMeAfter(() -> tool.awaitCalls(1, Stage.NEVER, stage.time));
      assertThrows(InterruptedException.class, run::result);
      assertFalse(run.isDone());
      gate.open();
      assertEquals("done", stage.checked(run.result()).orThrow());
    }
  }

  @Test
  void waitingForARunMayBeBounded() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").delay(Duration.ofSeconds(10)).build();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done"));
      AgentRun run = stage.agent(model, tool).start("go");
      assertEquals(Optional.empty(), run.result(Duration.ofSeconds(9)));
      assertEquals(Duration.ofSeconds(9), stage.time.elapsed());
      assertEquals("done", run.result(Duration.ofSeconds(5)).orElseThrow().orThrow());
      assertEquals(Duration.ofSeconds(10), stage.time.elapsed());
    }
  }

  @Test
  void whenTheResultIsThereNoThreadOfTheRunIsAlive() throws InterruptedException {
    try (Stage stage = new Stage()) {
      for (int i = 0; i < 200; i++) {
        AgentRun run = stage.agent(ScriptedModel.of(Turn.answer("done"))).start("go");
        assertEquals(List.of(), stage.threadsOf(run.result()));
      }
    }
  }
}

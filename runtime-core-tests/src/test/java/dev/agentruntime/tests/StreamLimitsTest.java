package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.stream.StreamOptions;
import dev.agentruntime.stream.StreamStalledException;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.ScriptedStreamingModel;
import dev.agentruntime.testkit.model.StreamTurn;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams that stall, and streams that are not wanted any more. */
final class StreamLimitsTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration GRACE = Duration.ofSeconds(3);

  private static AgentRuntime runtime(Stage stage, ScriptedStreamingModel model) {
    return stage.build(
        stage
            .runtime(model)
            .limits(RunLimits.defaults().withGrace(GRACE).withTimeout(Duration.ofHours(10))));
  }

  private static AgentRun start(Stage stage, ScriptedStreamingModel model) {
    return runtime(stage, model).agent("agent").build().start("go");
  }

  private static StreamStalledException stalled(RunResult result) {
    return assertInstanceOf(
        StreamStalledException.class, assertInstanceOf(RunResult.Failed.class, result).error());
  }

  @Test
  void aStreamThatDoesNotBeginInTimeIsEnded() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().stallUntil(gate).text("late").complete());
      RunResult result = stage.checked(start(stage, model).result());
      assertFalse(stalled(result).hasBegun());
      assertEquals(StreamOptions.DEFAULT_FIRST_TOKEN_TIMEOUT, stage.time.elapsed());
      assertEquals(0, model.cancels()); // there was no handle yet

      gate.open(); // now there is one, and what it is for is known already
      stage.time.sleep(Duration.ofSeconds(1));
      assertEquals(1, model.cancels());
      assertEquals(List.of(), StreamingTest.deltas(stage));
    }
  }

  @Test
  void aStreamThatFallsSilentIsCancelledByItsHandle() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().text("The disk").pause(LONG).complete());
      RunResult result = stage.checked(start(stage, model).result());
      assertTrue(stalled(result).hasBegun());
      assertEquals("The disk", result.text());
      assertEquals(StreamOptions.DEFAULT_IDLE_TIMEOUT, stage.time.elapsed());
      assertEquals(1, model.cancels());
    }
  }

  @Test
  void silencesThatAreShortEnoughMayAddUpToAnyLength() throws InterruptedException {
    try (Stage stage = new Stage()) {
      StreamTurn turn = StreamTurn.begin().pause(Duration.ofSeconds(119));
      for (int i = 0; i < 20; i++) {
        turn = turn.text("x").pause(Duration.ofSeconds(59));
      }
      ScriptedStreamingModel model = ScriptedStreamingModel.on(stage.time, turn.complete());
      RunResult result = stage.checked(start(stage, model).result());
      assertEquals("x".repeat(20), result.orThrow());
      assertEquals(Duration.ofSeconds(119 + 20 * 59), stage.time.elapsed());
    }
  }

  @Test
  void theLimitsAreTheHostsToSet() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time,
              StreamTurn.begin().pause(LONG).complete(),
              StreamTurn.begin().text("a").pause(LONG).complete());
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .streaming(
                      StreamOptions.defaults()
                          .withFirstTokenTimeout(Duration.ofSeconds(7))
                          .withIdleTimeout(Duration.ofSeconds(2))));
      assertEquals(
          Duration.ofSeconds(7), stalled(runtime.agent("agent").build().run("go")).limit());
      assertEquals(Duration.ofSeconds(7), stage.time.elapsed());
      assertEquals(
          Duration.ofSeconds(2), stalled(runtime.agent("agent").build().run("go")).limit());
      assertEquals(Duration.ofSeconds(9), stage.time.elapsed());
      stage.time.sleep(LONG); // the first one had no handle to be cancelled by
    }
  }

  // The host's own slowness is not the model's silence.
  @Test
  void timeInWhichAListenerKeepsTheStreamWaitingDoesNotCount() {
    try (Stage stage = new Stage()) {
      StreamTurn turn = StreamTurn.begin();
      for (int i = 0; i < 1_000; i++) {
        turn = turn.text("x");
      }
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, turn.pause(Duration.ofSeconds(50)).text("y").complete());
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .limits(RunLimits.defaults().withTimeout(Duration.ofDays(3)))
                  .listener(
                      event -> {
                        if (event instanceof RunEvent.ModelStreamed) {
                          sleep(stage, Duration.ofMinutes(2));
                        }
                      }));
      RunResult result = stage.checked(runtime.agent("agent").build().run("go"));
      assertEquals("x".repeat(1_000) + "y", result.orThrow());
    }
  }

  private static void sleep(Stage stage, Duration time) {
    try {
      stage.time.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void cancellingBeforeTheFirstTokenWorksAndIsNoFailure() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().pause(LONG).text("late").complete());
      AgentRun run = start(stage, model);
      model.awaitRequests(1, Stage.NEVER);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());
      assertTrue(result.cancelledBy().isPresent());
      assertEquals(Duration.ZERO, stage.time.elapsed());
      assertEquals(List.of(), result.summary().abandonedWork());
      stage.time.sleep(LONG.plusMinutes(1));
      assertEquals(1, model.cancels()); // as soon as its handle appeared
    }
  }

  // The real clients report an error once they are cancelled, which is our own doing.
  @Test
  void cancellingInTheMiddleIsNoFailureAndKeepsThePartialAnswer() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().text("The disk").pause(LONG).text("late").complete());
      AgentRun run = start(stage, model);
      stage.events.await(RunEvent.ModelStreamed.class, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());
      assertEquals("enough", result.cancelledBy().orElseThrow().detail());
      assertEquals("The disk", result.text());
      assertEquals(1, model.cancels());
      assertEquals(Duration.ZERO, stage.time.elapsed());
      assertEquals("The disk", StreamingTest.text(stage));
    }
  }

  @Test
  void aStreamThatIgnoresItsCancelIsNotWaitedForAndItsCallbacksGoNowhere()
      throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time,
              StreamTurn.begin().text("a").stallUntil(gate).text("b").complete().ignoringCancel());
      AgentRun run = start(stage, model);
      stage.events.await(RunEvent.ModelStreamed.class, Stage.NEVER, stage.time);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());
      assertTrue(result.cancelledBy().isPresent());
      assertEquals(Duration.ZERO, stage.time.elapsed());
      gate.open();
      stage.time.sleep(Duration.ofSeconds(1));
      assertEquals("a", StreamingTest.text(stage));
      assertEquals("a", result.text());
    }
  }

  @Test
  void aCallThatBlocksWithoutCallingBackIsInterrupted() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().pause(LONG).complete().onCallingThread());
      AgentRun run = start(stage, model);
      model.awaitRequests(1, Stage.NEVER);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());
      assertTrue(result.cancelledBy().isPresent());
      assertEquals(Duration.ZERO, stage.time.elapsed());
      assertEquals(List.of(), stage.threadsOf(result));
    }
  }

  @Test
  void aCallThatIgnoresItsInterruptIsLeftBehindWithinTheGraceAndOnRecord()
      throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time,
              StreamTurn.begin().stallUntil(gate).text("late").complete().onCallingThread());
      AgentRuntime runtime = runtime(stage, model);
      AgentRun run = runtime.agent("agent").build().start("go");
      model.awaitRequests(1, Stage.NEVER);
      run.cancel("enough");
      RunResult result = stage.checked(run.result());
      assertTrue(result.cancelledBy().isPresent());
      assertEquals(GRACE, stage.time.elapsed());
      assertEquals(
          List.of("agent/" + run.runId() + "/model/turn-1"), result.summary().abandonedWork());
      Thread left = runtime.stragglers().alive().getFirst().thread();
      gate.open();
      stage.time.join(left);
      assertEquals(0, runtime.stragglers().aliveCount());
      assertEquals(List.of(), StreamingTest.deltas(stage));
    }
  }

  // An answer that is there is not put at risk by the way its call ends.
  @Test
  void aCallThatDoesNotComeBackAfterItsAnswerDoesNotTakeTheAnswerAway()
      throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.saying("done").stallUntil(gate).onCallingThread());
      RunResult result = stage.checked(start(stage, model).result());
      assertEquals("done", result.orThrow());
      assertEquals(1, result.summary().abandonedWork().size());
      gate.open();
    }
  }

  @Test
  void theRunsDeadlineEndsAStream() {
    try (Stage stage = new Stage()) {
      StreamTurn turn = StreamTurn.begin();
      for (int i = 0; i < 100; i++) {
        turn = turn.text("x").pause(Duration.ofSeconds(30));
      }
      ScriptedStreamingModel model = ScriptedStreamingModel.on(stage.time, turn.complete());
      RunResult result =
          stage.checked(stage.build(stage.runtime(model)).agent("agent").build().run("go"));
      assertInstanceOf(RunResult.Stopped.class, result);
      assertEquals(RunLimits.DEFAULT_TIMEOUT, stage.time.elapsed());
      assertEquals("x".repeat(30), result.text());
    }
  }
}

package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.CancellationToken;
import dev.agentruntime.context.Progress;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.Heartbeat;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ties a run to an engine of the host's: a token that stops it, a heartbeat that watches. */
final class HostSignalsTest {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private static RunOptions token(CancellationToken token) {
    return RunOptions.builder().cancellationToken(token).build();
  }

  private static RunOptions beating(Heartbeat heartbeat) {
    return RunOptions.builder().heartbeat(EVERY, heartbeat).build();
  }

  private static Cancellation byHost(Stage stage, RunResult result) {
    Cancellation why = stage.checked(result).cancelledBy().orElseThrow();
    assertEquals(Cancellation.Kind.HOST, why.kind());
    assertEquals(List.of(), stage.threadsOf(result));
    return why;
  }

  @Test
  void theHostsTokenReachesABlockedTool() throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      HostToken token = new HostToken();
      AgentRun run =
          stage.agent(ScriptedModel.of(Turn.call("tool", "{}")), tool).start("go", token(token));
      tool.awaitCalls(1, Stage.NEVER, stage.time);
      assertEquals(1, token.interested());
      token.cancel();
      token.cancel();
      byHost(stage, run.result());
      assertEquals(0, token.interested());
    }
  }

  @Test
  void aTokenThatSaysStopAlreadyStopsTheRunBeforeTheModelIsAsked() {
    try (Stage stage = new Stage()) {
      HostToken token = new HostToken();
      token.cancel();
      ScriptedModel model = ScriptedModel.of();
      byHost(stage, stage.agent(model).run("go", token(token)));
      assertEquals(0, model.requests().size());
      assertEquals(0, token.interested());
    }
  }

  @Test
  void theInterestInATokenEndsWithTheRunHoweverItEnds() {
    try (Stage stage = new Stage()) {
      HostToken token = new HostToken();
      Agent agent = stage.agent(ScriptedModel.of(Turn.answer("done"), Turn.rateLimit()));
      assertInstanceOf(RunResult.Completed.class, agent.run("go", token(token)));
      assertEquals(0, token.interested());
      assertInstanceOf(RunResult.Failed.class, agent.run("go", token(token)));
      assertEquals(0, token.interested());
      token.cancel();
    }
  }

  @Test
  @SuppressWarnings("NullAway") // breaking the contract is the purpose
  void aTokenThatCannotBeListenedToFailsTheRun() {
    try (Stage stage = new Stage()) {
      IllegalStateException broken = new IllegalStateException("no listening");
      Agent agent = stage.agent(ScriptedModel.of());
      RunResult result =
          agent.run(
              "go",
              token(
                  callback -> {
                    throw broken;
                  }));
      assertSame(broken, assertInstanceOf(RunResult.Failed.class, stage.checked(result)).error());
      assertInstanceOf(
          RunResult.Failed.class, stage.checked(agent.run("go", token(callback -> null))));
    }
  }

  @Test
  void aTokenThatCannotBeLetGoChangesNothing() {
    try (Stage stage = new Stage()) {
      Agent agent = stage.agent(ScriptedModel.of(Turn.answer("done")));
      RunResult result =
          agent.run(
              "go",
              token(
                  callback ->
                      () -> {
                        throw new IllegalStateException("cannot let go");
                      }));
      // That nothing is live after this is checked by the stage.
      assertEquals("done", stage.checked(result).orThrow());
    }
  }

  @Test
  void heartbeatsArriveWhileAToolBlocksAndEndWithTheRun() {
    for (ToolTrait[] traits :
        List.of(new ToolTrait[] {}, new ToolTrait[] {ToolTrait.INTERRUPTIBLE})) {
      try (Stage stage = new Stage()) {
        List<Progress> beats = Collections.synchronizedList(new ArrayList<>());
        FakeTool tool =
            FakeTool.named("tool")
                .traits(traits)
                .replies(
                    call -> {
                      stage.time.sleep(Duration.ofSeconds(15));
                      call.context().report("half way");
                      stage.time.sleep(Duration.ofSeconds(20));
                      return Replies.text("ok").call(call);
                    })
                .build();
        ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done"));
        RunResult result = stage.checked(stage.agent(model, tool).run("go", beating(beats::add)));
        assertEquals("done", result.orThrow());
        assertEquals(Duration.ofSeconds(35), stage.time.elapsed());
        assertEquals(List.of(), stage.threadsOf(result));
        assertEquals(
            List.of(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(30)),
            beats.stream().map(Progress::running).toList());
        assertEquals(
            List.of(Optional.empty(), Optional.of("half way"), Optional.of("half way")),
            beats.stream().map(Progress::message).toList());
        assertEquals(1, beats.getFirst().modelCalls());
        assertEquals(1, beats.getFirst().toolCalls());
        assertEquals(result.summary().runId(), beats.getFirst().runId());
      }
    }
  }

  @Test
  void heartbeatsArriveWhileTheModelBlocks() {
    try (Stage stage = new Stage()) {
      List<Progress> beats = Collections.synchronizedList(new ArrayList<>());
      ScriptedModel model =
          ScriptedModel.on(stage.time, Turn.answer("done").after(Duration.ofSeconds(25)));
      stage.checked(stage.agent(model).run("go", beating(beats::add)));
      assertEquals(2, beats.size());
    }
  }

  static Stream<Throwable> stops() {
    return Stream.of(
        new IllegalStateException("activity cancelled"),
        new java.io.IOException("engine gone"),
        new AssertionError("enough"),
        // The host's own doing: nobody interrupted the heartbeat's thread.
        new InterruptedException("the engine's way to say stop"));
  }

  @ParameterizedTest
  @MethodSource("stops")
  void aHeartbeatThatThrowsStopsTheRun(Throwable stop) {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.hang()).build();
      RunResult result =
          stage
              .agent(ScriptedModel.of(Turn.call("tool", "{}")), tool)
              .run(
                  "go",
                  beating(
                      progress -> {
                        if (stop instanceof Error error) {
                          throw error;
                        }
                        throw (Exception) stop;
                      }));
      assertSame(stop, byHost(stage, result).cause().orElseThrow());
      assertEquals(EVERY, stage.time.elapsed());
    }
  }

  @Test
  void aHeartbeatThatBlocksEndsWithTheRun() {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool = FakeTool.named("tool").delay(Duration.ofSeconds(15)).build();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done"));
      RunResult result =
          stage.checked(
              stage.agent(model, tool).run("go", beating(progress -> gate.pass(stage.time))));
      assertEquals("done", result.orThrow());
      assertEquals(1, gate.arrivals());
      assertEquals(List.of(), result.summary().abandonedWork());
      assertEquals(Duration.ofSeconds(15), stage.time.elapsed());
    }
  }

  @Test
  void aHeartbeatThatIgnoresItsInterruptIsLeftBehindOnRecord() {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool = FakeTool.named("tool").delay(Duration.ofSeconds(15)).build();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done"));
      RunResult result =
          stage.checked(
              stage
                  .agent(model, tool)
                  .run("go", beating(progress -> gate.passIgnoringInterrupts(stage.time))));
      assertEquals("done", result.orThrow());
      assertEquals(1, result.summary().abandonedWork().size());
      assertTrue(result.summary().abandonedWork().getFirst().endsWith("/heartbeat"));
      assertEquals(Duration.ofSeconds(15).plus(RunLimits.DEFAULT_GRACE), stage.time.elapsed());
      gate.open();
    }
  }

  @Test
  void progressCanBeAskedForAtAnyTime() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Gate gate = new Gate();
      FakeTool tool =
          FakeTool.named("tool")
              .replies(
                  call -> {
                    call.context().report("reading");
                    return Replies.afterGate(gate, Replies.text("ok")).call(call);
                  })
              .build();
      ScriptedModel model =
          ScriptedModel.of(Turn.call("tool", "{}").andCall("tool", "{}"), Turn.answer("done"));
      AgentRun run = stage.agent(model, tool).start("go");
      gate.awaitArrivals(2, Stage.NEVER, stage.time);
      assertEquals(
          new Progress(run.runId(), 1, 2, Duration.ZERO, Optional.of("reading")), run.progress());
      gate.open();
      stage.checked(run.result());
      assertEquals(2, run.progress().modelCalls());
    }
  }
}

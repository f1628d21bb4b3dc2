package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An interrupt never becomes a tool result, whatever a tool or a layer makes of it. */
final class DisguisedInterruptTest {
  /** What a tool does when its wait is interrupted. */
  @FunctionalInterface
  interface Reaction {
    ToolOutcome to(InterruptedException interrupt) throws Exception;
  }

  private static AgentTool.Body reacting(Reaction reaction) {
    return call -> {
      try {
        new Gate().pass(call.context().time());
        return ToolOutcome.success("not interrupted");
      } catch (InterruptedException e) {
        return reaction.to(e);
      }
    };
  }

  private static Reaction restoring(Reaction then) {
    return interrupt -> {
      Thread.currentThread().interrupt();
      return then.to(interrupt);
    };
  }

  private static Reaction throwing(Throwing thrown) {
    return interrupt -> {
      Throwable made = thrown.because(interrupt);
      if (made instanceof Error error) {
        throw error;
      }
      throw (Exception) made;
    };
  }

  @FunctionalInterface
  private interface Throwing {
    Throwable because(InterruptedException interrupt);
  }

  static Stream<Arguments> disguises() {
    Reaction success = interrupt -> ToolOutcome.success("sleep interrupted");
    Reaction error = interrupt -> ToolOutcome.toolError("sleep interrupted");
    return Stream.of(
        Arguments.of("wraps", throwing(IllegalStateException::new)),
        Arguments.of("wraps twice", throwing(e -> new CompletionException(wrapped(e)))),
        Arguments.of("wraps in an error", throwing(AssertionError::new)),
        Arguments.of("says no by exception", throwing(e -> new ToolException("no", e))),
        Arguments.of("swallows", success),
        Arguments.of("swallows and says no", error),
        Arguments.of("swallows and breaks", throwing(e -> new IllegalStateException("broken"))),
        Arguments.of("restores", restoring(success)),
        Arguments.of("restores and says no", restoring(error)),
        Arguments.of(
            "restores and breaks", restoring(throwing(e -> new IllegalStateException("broken")))),
        Arguments.of(
            "restores and says no by exception", restoring(throwing(e -> new ToolException("no")))),
        Arguments.of(
            "as a socket does",
            restoring(throwing(e -> new SocketException("Closed by interrupt")))),
        Arguments.of(
            "as a channel does", restoring(throwing(e -> new ClosedByInterruptException()))),
        Arguments.of(
            "as a stream does",
            restoring(throwing(e -> new InterruptedIOException("interrupted")))));
  }

  private static IllegalStateException wrapped(Throwable cause) {
    return new IllegalStateException(cause);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("disguises")
  void ofACancelledRun(String name, Reaction reaction) throws InterruptedException {
    for (ToolTrait[] traits :
        List.of(new ToolTrait[] {}, new ToolTrait[] {ToolTrait.INTERRUPTIBLE})) {
      try (Stage stage = new Stage()) {
        FakeTool tool = FakeTool.named("tool").traits(traits).replies(reacting(reaction)).build();
        ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"));
        AgentRun run = stage.agent(model, tool).start("go");
        tool.awaitCalls(1, Stage.NEVER, stage.time);
        run.cancel("enough");
        RunResult result = stage.checked(run.result());
        assertEquals(Cancellation.Kind.REQUESTED, result.cancelledBy().orElseThrow().kind());
        assertEquals(List.of("cancelled"), ToolOutcomesTest.codes(stage, result));
        model.assertExhausted();
      }
    }
  }

  // Not for tools that promised to end when interrupted and then hide it: on the caller's own
  // thread nobody else can know of the interrupt.
  @ParameterizedTest(name = "{0}")
  @MethodSource("disguises")
  void ofAnInterruptedCaller(String name, Reaction reaction) {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(reacting(reaction)).build();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}").andCall("tool", "{}"));
      stage.interruptMeAfter(() -> tool.awaitCalls(2, Stage.NEVER, stage.time));
      RunResult result = stage.checked(stage.agent(model, tool).run("go"));
      assertTrue(Thread.interrupted());
      assertEquals(Cancellation.Kind.INTERRUPTED, result.cancelledBy().orElseThrow().kind());
      assertEquals(List.of("cancelled", "cancelled"), ToolOutcomesTest.codes(stage, result));
      model.assertExhausted();
    }
  }

  static Stream<Arguments> visible() {
    return disguises().filter(each -> !String.valueOf(each.get()[0]).startsWith("swallows"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("visible")
  void ofAnInterruptedCallerWhoseThreadTheToolRunsOn(String name, Reaction reaction) {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("tool")
              .traits(ToolTrait.INTERRUPTIBLE)
              .replies(reacting(reaction))
              .build();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"));
      stage.interruptMeAfter(() -> tool.awaitCalls(1, Stage.NEVER, stage.time));
      RunResult result = stage.checked(stage.agent(model, tool).run("go"));
      assertTrue(Thread.interrupted());
      assertEquals(Cancellation.Kind.INTERRUPTED, result.cancelledBy().orElseThrow().kind());
      assertEquals(List.of("cancelled"), ToolOutcomesTest.codes(stage, result));
    }
  }

  @Test
  void whichALayerWraps() throws InterruptedException {
    ofALayer(
        (call, next) -> {
          try {
            return next.handle(call);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        "cancelled");
  }

  // What a layer answers stands, as the layers around it have seen it; but the run ends.
  @Test
  void whichALayerAnswersDoesNotReachTheModel() throws InterruptedException {
    ofALayer(
        (call, next) -> {
          try {
            return next.handle(call);
          } catch (InterruptedException e) {
            return ToolOutcome.toolError("it was interrupted");
          }
        },
        "tool_error");
  }

  private static void ofALayer(ToolMiddleware layer, String code) throws InterruptedException {
    for (ToolTrait[] traits :
        List.of(new ToolTrait[] {}, new ToolTrait[] {ToolTrait.INTERRUPTIBLE})) {
      try (Stage stage = new Stage()) {
        FakeTool tool = FakeTool.named("tool").traits(traits).replies(Replies.hang()).build();
        ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"));
        AgentRuntime runtime =
            stage.build(stage.runtime(model).tools(tool).middleware(Anchor.RETRY, "layer", layer));
        AgentRun run = runtime.agent("agent").build().start("go");
        tool.awaitCalls(1, Stage.NEVER, stage.time);
        run.cancel("enough");
        RunResult result = stage.checked(run.result());
        assertEquals(Cancellation.Kind.REQUESTED, result.cancelledBy().orElseThrow().kind());
        assertEquals(List.of(code), ToolOutcomesTest.codes(stage, result));
        model.assertExhausted();
      }
    }
  }

  static Stream<Arguments> timeouts() {
    return Stream.of(
        Arguments.of("a socket's", Replies.failure(() -> new SocketTimeoutException("timeout"))),
        Arguments.of("a client's", Replies.failure(() -> new InterruptedIOException("timeout"))),
        Arguments.of(
            "a client's, wrapped",
            Replies.failure(
                () -> new UncheckedIOException(new InterruptedIOException("timeout")))));
  }

  // HTTP clients tell of their own time-outs by an exception that is called interrupted.
  @ParameterizedTest(name = "{0}")
  @MethodSource("timeouts")
  void aTimeoutIsNoInterrupt(String name, AgentTool.Body body) {
    for (ToolTrait[] traits :
        List.of(new ToolTrait[] {}, new ToolTrait[] {ToolTrait.INTERRUPTIBLE})) {
      try (Stage stage = new Stage()) {
        FakeTool tool = FakeTool.named("tool").traits(traits).replies(body).build();
        ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done"));
        RunResult result = stage.checked(stage.agent(model, tool).run("go"));
        assertEquals("done", result.orThrow());
        assertEquals(List.of("infrastructure_error"), ToolOutcomesTest.codes(stage, result));
        assertFalse(Thread.interrupted());
      }
    }
  }

  // On a thread of the run's own nobody but the run interrupts, and it did not.
  @Test
  void anInterruptNobodySentIsAFailureOfItsToolAndHarmsNoOther() {
    try (Stage stage = new Stage()) {
      FakeTool pretends =
          FakeTool.named("pretends")
              .onCall(1, Replies.failure(() -> new InterruptedException("of my own pool")))
              .onCall(
                  2,
                  call -> {
                    Thread.currentThread().interrupt();
                    return ToolOutcome.success("left the flag set");
                  })
              .build();
      FakeTool waits =
          FakeTool.named("waits")
              .replies(Replies.after(java.time.Duration.ofSeconds(1), Replies.text("waited")))
              .build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("pretends", "{}")
                  .andCall("waits", "{}")
                  .andCall("pretends", "{}")
                  .andCall("waits", "{}"),
              Turn.answer("done"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(pretends, waits)
                  .limits(RunLimits.defaults().withParallelCalls(1)));
      RunResult result = stage.checked(runtime.agent("agent").build().run("go"));
      assertInstanceOf(RunResult.Completed.class, result);
      assertEquals(
          List.of("infrastructure_error", "success", "infrastructure_error", "success"),
          ToolOutcomesTest.codes(stage, result));
    }
  }
}

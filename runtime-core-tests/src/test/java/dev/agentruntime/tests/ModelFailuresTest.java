package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunNotCompletedException;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.testkit.tool.Trail;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.exception.RateLimitException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that fails ends the run as failed, with everything done so far on record. */
final class ModelFailuresTest {
  static Stream<Turn> failures() {
    return Stream.of(
        Turn.rateLimit(),
        Turn.failure(new IllegalStateException("out of order")),
        Turn.failure(new StackOverflowError()),
        Turn.failure(new NoClassDefFoundError("com/vendor/Client")),
        Turn.failure(new AssertionError("cannot be")),
        Turn.failure(new java.io.UncheckedIOException(new InterruptedIOException("timeout"))),
        Turn.nullResponse());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aModelThatFailsFailsTheRun(Turn failure) throws InterruptedException {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      ScriptedModel model =
          ScriptedModel.of(
              failure,
              failure,
              Turn.call("tool", "{}").saying("So far.").withUsage(10, 1),
              failure);
      Agent agent = stage.agent(model, tool);
      RunResult first = stage.checked(agent.run("go"));
      RunResult second = stage.checked(agent.start("go").result());
      RunResult later = stage.checked(agent.run("go"));
      for (RunResult result : List.of(first, second, later)) {
        RunResult.Failed failed = assertInstanceOf(RunResult.Failed.class, result);
        assertThrows(RunNotCompletedException.class, failed::orThrow);
        assertEquals(
            failed.incidentId() + " " + failed.error().getClass().getName(),
            stage.ofRun(RunEvent.RunEnded.class, result).getFirst().detail());
      }
      assertEquals("", first.text());
      assertEquals("So far.", later.text());
      assertEquals(2, later.usage().modelCalls());
      assertEquals(11, later.usage().totalTokens());
      assertEquals(3, later.summary().messages().size());
    }
  }

  @Test
  void theErrorOfAFailedRunIsTheOneTheModelThrew() {
    try (Stage stage = new Stage()) {
      RunResult.Failed failed =
          assertInstanceOf(
              RunResult.Failed.class, stage.agent(ScriptedModel.of(Turn.rateLimit())).run("go"));
      assertInstanceOf(RateLimitException.class, failed.error());
      RunNotCompletedException thrown =
          assertThrows(RunNotCompletedException.class, failed::orThrow);
      assertSame(failed, thrown.result());
      assertSame(failed.error(), thrown.getCause());
    }
  }

  @Test
  void aModelThatReturnsNothingIsNamed() {
    try (Stage stage = new Stage()) {
      RunResult.Failed failed =
          assertInstanceOf(
              RunResult.Failed.class, stage.agent(ScriptedModel.of(Turn.nullResponse())).run("go"));
      assertTrue(String.valueOf(failed.error().getMessage()).contains("'agent'"));
    }
  }

  @Test
  void modelMiddlewareIsAroundEveryRequestOutermostFirst() {
    try (Stage stage = new Stage()) {
      Trail trail = new Trail();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(FakeTool.named("tool").build())
                  .modelMiddleware(marking("a", trail))
                  .modelMiddleware(marking("b", trail)));
      stage.checked(runtime.agent("agent").build().run("go"));
      trail.assertIs("a1", "b1", "b-", "a-", "a2", "b2", "b-", "a-");
    }
  }

  private static ModelMiddleware marking(String name, Trail trail) {
    return (call, next) -> {
      trail.mark(name + call.turn());
      try {
        return next.handle(call);
      } finally {
        trail.mark(name + "-");
      }
    };
  }

  @Test
  void modelMiddlewareMayAskAgainAndOneTurnIsCounted() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.rateLimit(), Turn.answer("done"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .modelMiddleware(
                      (call, next) -> {
                        try {
                          return next.handle(call);
                        } catch (RateLimitException e) {
                          return next.handle(call);
                        }
                      }));
      RunResult result = stage.checked(runtime.agent("agent").build().run("go"));
      assertEquals("done", result.orThrow());
      assertEquals(1, result.usage().modelCalls());
    }
  }

  @Test
  @SuppressWarnings("NullAway") // breaking the contract is the purpose
  void modelMiddlewareThatReturnsNothingFailsTheRun() {
    try (Stage stage = new Stage()) {
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(ScriptedModel.of(Turn.answer("unseen")))
                  .modelMiddleware((call, next) -> null));
      assertInstanceOf(
          RunResult.Failed.class, stage.checked(runtime.agent("agent").build().run("go")));
    }
  }

  @Test
  void anAgentsOwnModelIsBehindTheSameMiddleware() {
    try (Stage stage = new Stage()) {
      Trail trail = new Trail();
      ScriptedModel own = ScriptedModel.of(Turn.answer("mine"));
      AgentRuntime runtime =
          stage.build(stage.runtime(ScriptedModel.of()).modelMiddleware(marking("a", trail)));
      RunResult result = runtime.agent("agent").model(stage.watched(own)).build().run("go");
      assertEquals("mine", stage.checked(result).orThrow());
      trail.assertIs("a1", "a-");
    }
  }

  // What cannot be contained is accounted for first: every call has its outcome, the run its end.
  @Test
  void anErrorOfTheMachineEndsTheRunAfterEverythingIsAccountedFor() throws InterruptedException {
    for (ToolTrait[] traits :
        List.of(new ToolTrait[] {}, new ToolTrait[] {ToolTrait.INTERRUPTIBLE})) {
      for (boolean alone : new boolean[] {true, false}) {
        try (Stage stage = new Stage()) {
          FakeTool fatal =
              FakeTool.named("fatal")
                  .traits(traits)
                  .replies(Replies.failure(() -> new OutOfMemoryError("for a test")))
                  .build();
          FakeTool good = FakeTool.named("good").traits(traits).build();
          Turn turn = Turn.call("fatal", "{}");
          Turn played = alone ? turn : turn.andCall("good", "{}");
          ScriptedModel model = ScriptedModel.of(played, played);
          Agent agent = stage.agent(model, fatal, good);
          RunResult.Failed failed =
              assertInstanceOf(RunResult.Failed.class, stage.checked(agent.start("go").result()));
          assertInstanceOf(OutOfMemoryError.class, failed.error());
          assertEquals(
              alone ? List.of("internal") : List.of("internal", "success"),
              ToolOutcomesTest.codes(stage, failed));
          assertThrows(OutOfMemoryError.class, () -> agent.run("go"));
          stage.events.assertWellNested();
          assertEquals(2, stage.events.events(RunEvent.RunEnded.class).size());
          assertEquals(alone ? 2 : 4, stage.events.events(RunEvent.ToolCallEnded.class).size());
        }
      }
    }
  }

  @Test
  void anErrorOfTheMachineInTheModelEndsTheRunOnRecord() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Turn fatal = Turn.failure(new OutOfMemoryError("for a test"));
      Agent agent = stage.agent(ScriptedModel.of(fatal, fatal));
      assertThrows(OutOfMemoryError.class, () -> agent.run("go"));
      RunResult.Failed failed =
          assertInstanceOf(RunResult.Failed.class, stage.checked(agent.start("go").result()));
      assertInstanceOf(OutOfMemoryError.class, failed.error());
      assertEquals(2, stage.events.events(RunEvent.RunEnded.class).size());
    }
  }
}

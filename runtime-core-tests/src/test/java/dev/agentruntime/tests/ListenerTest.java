package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.approval.ApprovalReason;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.event.RunListener;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What listeners are told, and that they can do no harm. */
final class ListenerTest {
  private static final String SECRET = "hunter2";

  @Test
  void aRunIsToldInOrder() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").delay(Duration.ofSeconds(2)).build();
      ScriptedModel model =
          ScriptedModel.on(
              stage.time,
              Turn.call("tool", "{\"a\":1}").withUsage(10, 5),
              Turn.answer("done").withUsage(20, 7).after(Duration.ofSeconds(3)));
      RunResult result = stage.checked(stage.agent(model, tool).run("go"));
      EventRecorder events = stage.events;
      assertEquals("agent", events.next(RunEvent.RunStarted.class).origin().agentPath());
      assertEquals(1, events.next(RunEvent.ModelTurnStarted.class).messages());
      RunEvent.ModelTurnEnded turn = events.next(RunEvent.ModelTurnEnded.class);
      assertEquals("tool_calls", turn.outcome());
      assertEquals(15, turn.tokens().totalTokens());
      RunEvent.ToolCallStarted started = events.next(RunEvent.ToolCallStarted.class);
      assertEquals(7, started.argumentCharacters());
      assertEquals(new RunEvent.CallRef("call-1-1", "tool", 1, 0), started.call());
      assertEquals(1, events.next(RunEvent.ToolAttemptStarted.class).attempt());
      assertEquals("success", events.next(RunEvent.ToolAttemptEnded.class).outcomeCode());
      assertEquals(Duration.ofSeconds(2), events.next(RunEvent.ToolCallEnded.class).took());
      assertEquals(3, events.next(RunEvent.ModelTurnStarted.class).messages());
      RunEvent.ModelTurnEnded last = events.next(RunEvent.ModelTurnEnded.class);
      assertEquals("answer", last.outcome());
      assertEquals(Duration.ofSeconds(3), last.took());
      RunEvent.RunEnded ended = events.next(RunEvent.RunEnded.class);
      assertEquals("completed", ended.result());
      assertEquals(stage.time.instant(), ended.origin().at());
      events.assertNoneLeft();
      assertEquals(Duration.ofSeconds(5), result.summary().elapsed());
    }
  }

  static Stream<Throwable> faults() {
    return Stream.of(
        new IllegalStateException(SECRET),
        new StackOverflowError(),
        new NoClassDefFoundError(SECRET),
        new AssertionError(SECRET));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aListenerThatThrowsChangesNothingAndIsCounted(Throwable fault) {
    try (Stage stage = new Stage()) {
      RunListener broken =
          event -> {
            if (fault instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) fault;
          };
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}").andCall("tool", "{}").andCall("nobody", "{}"),
              Turn.answer("done"));
      AgentRuntime runtime =
          stage.build(
              AgentRuntime.builder(stage.watched(model))
                  .time(stage.time)
                  .listener(broken)
                  .listener(stage.events)
                  .tools(
                      FakeTool.named("tool")
                          .onCall(1, Replies.failure(() -> new IllegalStateException("bad")))
                          .build()));
      RunResult result =
          stage.checked(
              runtime
                  .agent("agent")
                  .build()
                  .run("go", RunOptions.builder().listener(broken).build()));
      assertEquals("done", result.orThrow());
      // The one after it and this run's own were told of everything all the same.
      assertEquals(2L * stage.events.events().size(), runtime.listenerFailures());
      assertTrue(stage.events.events().size() > 10);
    }
  }

  @Test
  void aRunsOwnListenerHearsOfNoOtherRun() {
    try (Stage stage = new Stage()) {
      EventRecorder own = new EventRecorder();
      ScriptedModel model = ScriptedModel.of(Turn.answer("one"), Turn.answer("two"));
      AgentRuntime runtime =
          stage.build(AgentRuntime.builder(stage.watched(model)).time(stage.time));
      RunResult one =
          runtime.agent("a").build().run("go", RunOptions.builder().listener(own).build());
      runtime.agent("b").build().run("go");
      assertEquals(
          List.of(one.summary().runId()),
          own.events().stream().map(event -> event.origin().runId()).distinct().toList());
      own.assertWellNested();
    }
  }

  // Events hold names, sizes and outcomes; what was said is not in them, nor in anything printed.
  @Test
  void whatWasSaidIsNotInWhatIsPrinted() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.echo()).build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{\"password\":\"" + SECRET + "\"}").saying("I use " + SECRET),
              Turn.call("tool", "{\"" + SECRET + "\":"),
              Turn.answer("It is " + SECRET));
      RunResult result = stage.checked(stage.agent(model, tool).run("My password is " + SECRET));
      assertTrue(result.text().contains(SECRET));
      for (RunEvent event : stage.events.events()) {
        assertTrue(!event.toString().contains(SECRET), event::toString);
      }
      assertTrue(!result.toString().contains(SECRET), result::toString);
    }
  }

  @Test
  void noOutcomePrintsWhatThePersonTheModelOrTheToolSaid() {
    Cancellation cancelled =
        new Cancellation(
            Cancellation.Kind.HOST, "the host said stop", new IllegalStateException(SECRET));
    for (Object printed :
        List.of(
            new ToolOutcome.Success(SECRET),
            new ToolOutcome.ToolError(SECRET),
            new ToolOutcome.InvalidArguments(SECRET),
            new ToolOutcome.Rejected("policy", SECRET),
            new ToolOutcome.Suspended("request-1", SECRET),
            new ToolOutcome.InfrastructureError("i", false, new IllegalStateException(SECRET)),
            new ToolOutcome.Internal("i", "layer", new IllegalStateException(SECRET)),
            new ToolOutcome.Cancelled(cancelled),
            new ApprovalReason("policy", "rule", SECRET))) {
      assertTrue(!printed.toString().contains(SECRET), printed::toString);
    }
    String name = "tool" + "x".repeat(10_000);
    assertTrue(new ToolOutcome.UnknownTool(name, List.of()).toString().length() < 200);
  }
}

package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.ScriptedStreamingModel;
import dev.agentruntime.testkit.model.StreamTurn;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A streaming model goes through the same loop as any other; its pieces are events. */
final class StreamingTest {
  static Agent agent(Stage stage, ScriptedStreamingModel model, Object... tools) {
    return stage.build(stage.runtime(model).tools(tools)).agent("agent").build();
  }

  static List<ModelDelta> deltas(Stage stage) {
    return stage.events.events(RunEvent.ModelStreamed.class).stream()
        .map(RunEvent.ModelStreamed::delta)
        .toList();
  }

  static String text(Stage stage) {
    return deltas(stage).stream()
        .map(delta -> delta instanceof ModelDelta.Text(String text) ? text : "")
        .collect(Collectors.joining());
  }

  @Test
  void piecesAreEventsInOrderAndTheWholeIsTheResult() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time,
              StreamTurn.begin()
                  .thinking("Let me see.")
                  .text("The disk")
                  .text(" is full.")
                  .complete());
      RunResult result = stage.checked(agent(stage, model).run("go"));
      assertEquals("The disk is full.", result.orThrow());
      assertEquals(
          List.of(
              new ModelDelta.Thinking("Let me see."),
              new ModelDelta.Text("The disk"),
              new ModelDelta.Text(" is full.")),
          deltas(stage));
      model.assertExhausted();
      assertEquals(0, model.cancels());
    }
  }

  @Test
  void toolCallsAreStreamedAndRunOnceTheTurnIsComplete() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("look").build();
      List<String> order = new ArrayList<>();
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time,
              StreamTurn.begin()
                  .callPiece(0, "id-1", "look", "{\"a\"")
                  .pause(java.time.Duration.ofSeconds(10))
                  .callPiece(0, "id-1", "look", ":1}")
                  .complete(Turn.call("look", "{\"a\":1}").withIds("id-1").withUsage(10, 20)),
              StreamTurn.of(Turn.answer("done").withUsage(30, 40)));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(tool)
                  .listener(event -> order.add(event.getClass().getSimpleName())));
      RunResult result = stage.checked(runtime.agent("agent").build().run("go"));
      assertEquals("done", result.orThrow());
      assertEquals(100, result.usage().totalTokens());
      assertEquals(1, tool.invocations().size());
      assertEquals("{\"a\":1}", tool.invocations().getFirst().arguments());
      assertEquals(
          List.of(
              "RunStarted",
              "ModelTurnStarted",
              "ModelStreamed",
              "ModelStreamed",
              "ModelTurnEnded",
              "ToolCallStarted"),
          order.subList(0, 6));
      assertEquals(
          "{\"a\":1}",
          deltas(stage).stream()
              .map(d -> d instanceof ModelDelta.ToolCall call ? call.arguments() : "")
              .collect(Collectors.joining()));
    }
  }

  // Some providers deliver only complete calls.
  @Test
  void aCallThatComesWholeIsOnePieceAndOneThatCameInPiecesIsNotToldTwice() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.of(Turn.call("look", "").andCall("look", "{\"b\":22}")));
      agent(stage, model).run("go");
      List<ModelDelta.ToolCall> calls =
          deltas(stage).stream().map(ModelDelta.ToolCall.class::cast).toList();
      assertEquals(List.of(0, 1, 1), calls.stream().map(ModelDelta.ToolCall::index).toList());
      assertEquals("look", calls.getFirst().tool());
    }
  }

  @Test
  void theThreadThatListensIsTheRunsOwn() {
    try (Stage stage = new Stage()) {
      List<Thread> threads = new ArrayList<>();
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(stage.time, StreamTurn.saying("a", "b"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .listener(
                      event -> {
                        if (event instanceof RunEvent.ModelStreamed) {
                          threads.add(Thread.currentThread());
                        }
                      }));
      runtime.agent("agent").build().run("go");
      assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), threads);
    }
  }

  @Test
  void aModelThatCallsBackOnTheCallingThreadStreamsAllTheSame() {
    try (Stage stage = new Stage()) {
      StreamTurn turn = StreamTurn.begin();
      for (int i = 0; i < 1_000; i++) {
        turn = turn.text("x");
      }
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(stage.time, turn.complete().onCallingThread());
      RunResult result = stage.checked(agent(stage, model).run("go"));
      assertEquals("x".repeat(1_000), result.orThrow());
      assertEquals("x".repeat(1_000), text(stage));
    }
  }

  @Test
  void anAnswerWithoutPiecesIsHandedOnAsOne() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().complete(Turn.answer("at once")));
      RunResult result = stage.checked(agent(stage, model).run("go"));
      assertEquals("at once", result.orThrow());
      assertEquals(List.of(new ModelDelta.Text("at once")), deltas(stage));
    }
  }

  @Test
  void theCompleteResponseWinsOverThePieces() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().text("yes").complete(Turn.answer("no")));
      RunResult result = stage.checked(agent(stage, model).run("go"));
      assertEquals("no", result.orThrow());
      assertEquals("yes", text(stage));
    }
  }

  @Test
  void onlyTheFirstOfTwoEndsCountsAndWhatComesAfterItIsDropped() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time,
              StreamTurn.begin()
                  .text("one")
                  .complete()
                  .text(" more")
                  .complete(Turn.answer("two"))
                  .fail(new IllegalStateException("late")));
      RunResult result = stage.checked(agent(stage, model).run("go"));
      assertEquals("one", result.orThrow());
      assertEquals("one", text(stage));
    }
  }

  @Test
  void nullsInPlaceOfPiecesAreSilence() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().nulls().text("fine").nulls().complete());
      RunResult result = stage.checked(agent(stage, model).run("go"));
      assertEquals("fine", result.orThrow());
      assertEquals(1, deltas(stage).size());
    }
  }

  @Test
  void aNullResponseIsAFailure() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().text("a").complete(Turn.nullResponse()));
      RunResult result = stage.checked(agent(stage, model).run("go"));
      assertInstanceOf(
          IllegalStateException.class, assertInstanceOf(RunResult.Failed.class, result).error());
      assertEquals("a", result.text());
    }
  }

  @Test
  void anEndWithoutAFinishReasonIsATruncationAndKeepsThePartialAnswer() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(stage.time, StreamTurn.begin().text("The disk").breakOff());
      RunResult result = stage.checked(agent(stage, model).run("go"));
      assertEquals(
          StopReason.TRUNCATED_ANSWER, assertInstanceOf(RunResult.Stopped.class, result).reason());
      assertEquals("The disk", result.text());
    }
  }

  // Output that was cut off never becomes a call.
  @Test
  void callsOfATurnThatBrokeOffDoNotRun() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("look").build();
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time,
              StreamTurn.of(Turn.call("look", "{}").finishing(null)),
              StreamTurn.saying("again"));
      RunResult result = stage.checked(agent(stage, model, tool).run("go"));
      assertEquals("again", result.orThrow());
      assertEquals(0, tool.invocations().size());
      assertEquals(List.of("invalid_arguments"), ToolOutcomesTest.codes(stage, result));
    }
  }

  @Test
  void anErrorAfterPiecesFailsTheRunAndKeepsThePartialAnswer() {
    try (Stage stage = new Stage()) {
      IllegalStateException error = new IllegalStateException("connection reset");
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(stage.time, StreamTurn.begin().text("The disk").fail(error));
      RunResult result = stage.checked(agent(stage, model).run("go"));
      assertSame(error, assertInstanceOf(RunResult.Failed.class, result).error());
      assertEquals("The disk", result.text());
      assertEquals(
          "failed", stage.events.events(RunEvent.ModelTurnEnded.class).getFirst().outcome());
    }
  }

  @Test
  void aCallThatThrowsIsAFailure() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model = ScriptedStreamingModel.on(stage.time);
      RunResult result = stage.checked(agent(stage, model).run("go"));
      AssertionError error =
          assertInstanceOf(
              AssertionError.class, assertInstanceOf(RunResult.Failed.class, result).error());
      assertTrue(error.toString().contains("script"), error.toString());
    }
  }

  @Test
  void aCheckedErrorIsTheCauseOfTheFailure() {
    try (Stage stage = new Stage()) {
      java.io.IOException error = new java.io.IOException("reset");
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(stage.time, StreamTurn.begin().fail(error));
      RunResult result = stage.checked(agent(stage, model).run("go"));
      assertSame(error, assertInstanceOf(RunResult.Failed.class, result).error().getCause());
    }
  }

  @Test
  void anInterruptOfTheProvidersThreadIsAFailureAndNotACancel() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().fail(new InterruptedException("theirs")));
      assertInstanceOf(RunResult.Failed.class, stage.checked(agent(stage, model).run("go")));
    }
  }

  @Test
  void eventsPrintSizesOnly() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time,
              StreamTurn.begin()
                  .thinking("secret")
                  .text("secret")
                  .callPiece(0, "secret", "secret", "secret")
                  .complete(Turn.answer("secret")));
      agent(stage, model).run("go");
      assertEquals(3, deltas(stage).size());
      assertFalse(stage.events.events().toString().contains("secret"));
    }
  }

  @Test
  void anAgentMayStreamWhereTheRuntimeDoesNot() {
    try (Stage stage = new Stage()) {
      AgentRuntime runtime = stage.build(stage.runtime(ScriptedModel.of()));
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(stage.time, StreamTurn.saying("a", "b"));
      RunResult result = runtime.agent("agent").model(model).build().run("go");
      assertEquals("ab", result.orThrow());
      assertEquals(2, deltas(stage).size());
    }
  }

  @Test
  void theFinishReasonOfACompleteStreamIsTheProvidersOwn() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.of(Turn.answer("x").finishing(FinishReason.CONTENT_FILTER)));
      RunResult result = stage.checked(agent(stage, model).run("go"));
      assertEquals(
          StopReason.CONTENT_FILTER, assertInstanceOf(RunResult.Stopped.class, result).reason());
    }
  }
}

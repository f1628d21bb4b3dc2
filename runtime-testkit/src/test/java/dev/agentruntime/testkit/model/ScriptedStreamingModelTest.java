package dev.agentruntime.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Tally;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.time.Deadline;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ScriptedStreamingModelTest {
  private static final ChatRequest REQUEST =
      ChatRequest.builder().messages(UserMessage.from("go")).build();

  /** Writes down what it is told, and cancels when it is told so. Guarded by itself. */
  private static final class Heard implements StreamingChatResponseHandler {
    final List<String> log = new ArrayList<>();
    final Tally ends = new Tally();
    final List<Thread> threads = new ArrayList<>();
    boolean cancelsAtFirst;

    private synchronized void hear(String what) {
      log.add(what);
      threads.add(Thread.currentThread());
    }

    @Override
    public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
      hear("text " + partial.text());
      if (cancelsAtFirst) {
        context.streamingHandle().cancel();
      }
    }

    @Override
    public void onPartialResponse(@Nullable String partial) {
      hear("plain " + partial);
    }

    @Override
    public void onPartialThinking(@Nullable PartialThinking partial) {
      hear(partial == null ? "null thinking" : "thinking " + partial.text());
    }

    @Override
    public void onPartialToolCall(@Nullable PartialToolCall partial) {
      hear(partial == null ? "null call" : "call " + partial.partialArguments());
    }

    @Override
    public void onCompleteToolCall(@Nullable CompleteToolCall complete) {
      hear(complete == null ? "null whole call" : "whole call " + complete.index());
    }

    @Override
    public void onCompleteResponse(@Nullable ChatResponse response) {
      hear(
          response == null
              ? "null end"
              : "end " + response.aiMessage().text() + " " + response.finishReason());
      ends.add();
    }

    @Override
    public void onError(Throwable error) {
      hear("error " + error.getMessage());
      ends.add();
    }
  }

  private static Heard play(VirtualTime time, StreamTurn turn, int ends) throws Exception {
    Heard heard = new Heard();
    play(time, turn, ends, heard);
    return heard;
  }

  private static ScriptedStreamingModel play(
      VirtualTime time, StreamTurn turn, int ends, Heard heard) throws Exception {
    ScriptedStreamingModel model = ScriptedStreamingModel.on(time, turn);
    model.chat(REQUEST, heard);
    assertTrue(heard.ends.await(ends, Deadline.after(Duration.ofDays(1), time), time));
    model.assertExhausted();
    return model;
  }

  @Test
  void itSaysItsPiecesAndThenTheWholeOnAThreadOfItsOwn() throws Exception {
    try (VirtualTime time = VirtualTime.auto()) {
      Heard heard = play(time, StreamTurn.saying("a", "b"), 1);
      assertEquals(List.of("text a", "text b", "end ab STOP"), heard.log);
      assertEquals(1, heard.threads.stream().distinct().count());
      assertEquals("provider/stream-1", heard.threads.getFirst().getName());
    }
  }

  @Test
  void onTheCallingThreadItIsThroughBeforeTheCallReturns() {
    try (VirtualTime time = VirtualTime.auto()) {
      Heard heard = new Heard();
      ScriptedStreamingModel.on(time, StreamTurn.saying("a").onCallingThread())
          .chat(REQUEST, heard);
      assertEquals(List.of("text a", "end a STOP"), heard.log);
      assertEquals(Thread.currentThread(), heard.threads.getFirst());
      assertNotEquals(List.of(), heard.threads);
    }
  }

  @Test
  void aWholeTurnIsCutIntoPieces() throws Exception {
    try (VirtualTime time = VirtualTime.auto()) {
      Heard heard = play(time, StreamTurn.of(Turn.call("look", "{\"a\":1}").saying("Let me")), 1);
      assertEquals(
          List.of(
              "text Let ",
              "text me",
              "call {\"a\"",
              "call :1}",
              "whole call 0",
              "end Let me TOOL_EXECUTION"),
          heard.log);
    }
  }

  @Test
  void aWholeTurnThatFailsReportsItsError() throws Exception {
    try (VirtualTime time = VirtualTime.auto()) {
      assertEquals(
          List.of("error 429 Too Many Requests"),
          play(time, StreamTurn.of(Turn.rateLimit()), 1).log);
    }
  }

  @Test
  void everyFaultIsAStep() throws Exception {
    try (VirtualTime time = VirtualTime.auto()) {
      Heard heard =
          play(
              time,
              StreamTurn.begin()
                  .thinking("hm")
                  .text("a")
                  .nulls()
                  .callPiece(0, null, "look", "{")
                  .breakOff()
                  .complete(Turn.answer("b").finishing(FinishReason.LENGTH))
                  .complete(Turn.nullResponse())
                  .fail(new IOException("reset")),
              4);
      assertEquals(
          List.of(
              "thinking hm",
              "text a",
              "plain null",
              "plain ",
              "null thinking",
              "null call",
              "null whole call",
              "call {",
              "end a null",
              "end b LENGTH",
              "null end",
              "error reset"),
          heard.log);
    }
  }

  @Test
  void pausesAreOnItsClock() throws Exception {
    try (VirtualTime time = VirtualTime.auto()) {
      play(time, StreamTurn.begin().pause(Duration.ofHours(3)).complete(), 1);
      assertEquals(Duration.ofHours(3), time.elapsed());
    }
  }

  @Test
  void aCancelEndsAPauseAndIsReportedAsAnError() throws Exception {
    try (VirtualTime time = VirtualTime.auto()) {
      Heard heard = new Heard();
      heard.cancelsAtFirst = true;
      ScriptedStreamingModel model =
          play(
              time,
              StreamTurn.begin().text("a").pause(Duration.ofHours(3)).text("b").complete(),
              1,
              heard);
      assertEquals(List.of("text a", "error closed"), heard.log);
      assertEquals(1, model.cancels());
      assertEquals(Duration.ZERO, time.elapsed());
    }
  }

  @Test
  void oneThatIgnoresItsCancelGoesOn() throws Exception {
    try (VirtualTime time = VirtualTime.auto()) {
      Heard heard = new Heard();
      heard.cancelsAtFirst = true;
      ScriptedStreamingModel model =
          play(time, StreamTurn.begin().text("a").text("b").complete().ignoringCancel(), 1, heard);
      assertEquals(List.of("text a", "text b", "end ab STOP"), heard.log);
      assertEquals(1, model.cancels());
    }
  }

  @Test
  void aStallLastsUntilItsGateIsOpened() throws Exception {
    try (VirtualTime time = VirtualTime.auto()) {
      Gate gate = new Gate();
      Heard heard = new Heard();
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(time, StreamTurn.begin().stallUntil(gate).text("a").complete());
      model.chat(REQUEST, heard);
      gate.awaitArrivals(1, Deadline.never(), time);
      assertEquals(List.of(), heard.log);
      gate.open();
      assertTrue(heard.ends.await(1, Deadline.never(), time));
      assertEquals(List.of("text a", "end a STOP"), heard.log);
    }
  }

  @Test
  void anInterruptOfTheCallingThreadEndsIt() {
    try (VirtualTime time = VirtualTime.auto()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              time, StreamTurn.begin().pause(Duration.ofHours(1)).complete().onCallingThread());
      Thread.currentThread().interrupt();
      LangChain4jException thrown =
          assertThrows(LangChain4jException.class, () -> model.chat(REQUEST, new Heard()));
      assertTrue(Thread.interrupted());
      assertInstanceOf(InterruptedException.class, thrown.getCause());
    }
  }

  @Test
  void askedBeyondItsScriptItSaysSo() {
    try (VirtualTime time = VirtualTime.auto()) {
      ScriptedStreamingModel model = ScriptedStreamingModel.on(time);
      AssertionError thrown =
          assertThrows(AssertionError.class, () -> model.chat(REQUEST, new Heard()));
      assertTrue(thrown.toString().contains("its script has 0"), thrown.toString());
      assertThrows(AssertionError.class, model::assertExhausted);
    }
  }
}

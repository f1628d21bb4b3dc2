package dev.agentruntime.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.Trail;
import dev.agentruntime.time.Deadline;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RuntimeExtension.class)
class ScriptedModelTest {
  private static final ChatRequest QUESTION =
      ChatRequest.builder().messages(UserMessage.from("why?")).build();

  private static ChatResponse play(Turn turn) {
    return ScriptedModel.of(turn).chat(QUESTION);
  }

  private static List<ToolExecutionRequest> calls(Turn turn) {
    return play(turn).aiMessage().toolExecutionRequests();
  }

  @Test
  void playsItsTurnsInOrder() {
    ScriptedModel model = ScriptedModel.of(Turn.call("look", "{\"at\":1}"), Turn.answer("done"));
    AiMessage first = model.chat(QUESTION).aiMessage();
    assertNull(first.text());
    assertEquals("look", first.toolExecutionRequests().getFirst().name());
    assertEquals("{\"at\":1}", first.toolExecutionRequests().getFirst().arguments());
    assertEquals("done", model.chat(QUESTION).aiMessage().text());
    model.assertExhausted();
  }

  @Test
  void finishesAsProvidersDoUnlessTold() {
    assertEquals(FinishReason.STOP, play(Turn.answer("x")).finishReason());
    assertEquals(FinishReason.TOOL_EXECUTION, play(Turn.call("a", "{}")).finishReason());
    assertEquals(
        FinishReason.TOOL_EXECUTION, play(Turn.answer("hm").andCall("a", "{}")).finishReason());
    assertEquals(
        FinishReason.LENGTH, play(Turn.answer("x").finishing(FinishReason.LENGTH)).finishReason());
    assertEquals(
        FinishReason.CONTENT_FILTER,
        play(Turn.call("a", "{}").finishing(FinishReason.CONTENT_FILTER)).finishReason());
    assertNull(play(Turn.answer("x").finishing(null)).finishReason());
  }

  @Test
  void reportsUsageOnlyIfTold() {
    assertNull(play(Turn.answer("x")).tokenUsage());
    assertEquals(new TokenUsage(7, 3), play(Turn.answer("x").withUsage(7, 3)).tokenUsage());
    TokenUsage holes = new TokenUsage(null, 3, null);
    assertSame(holes, play(Turn.answer("x").withUsage(holes)).tokenUsage());
  }

  @Test
  void callsHaveIdsOfTheirOwnThroughoutTheScript() {
    ScriptedModel model =
        ScriptedModel.of(
            Turn.call("a", "{}").andCall("a", "{}"),
            Turn.call("a", "{}"),
            Turn.call("b", "{}").saying("next"));
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      model.chat(QUESTION).aiMessage().toolExecutionRequests().forEach(call -> ids.add(call.id()));
    }
    assertEquals(4, ids.size());
  }

  @Test
  void idsMayBeMissingOrRepeated() {
    assertNull(calls(Turn.call("a", "{}").andCall("b", "{}").withoutIds()).getLast().id());
    List<ToolExecutionRequest> twins =
        calls(Turn.call("a", "{}").andCall("b", "{}").withIds("same", "same"));
    assertEquals(List.of("same", "same"), twins.stream().map(ToolExecutionRequest::id).toList());
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> Turn.call("a", "{}").withIds("1", "2"));
    assertEquals("ids must be as many as calls (1), were 2", wrong.getMessage());
  }

  @Test
  void argumentsArePassedOnAsTheyAre() {
    assertEquals("{\"at\":", calls(Turn.call("a", "{\"at\":")).getFirst().arguments());
    assertNull(calls(Turn.call("a", null)).getFirst().arguments());
  }

  @Test
  void aTurnMaySayNothingOrReturnNull() {
    AiMessage nothing = play(Turn.empty()).aiMessage();
    assertNull(nothing.text());
    assertTrue(nothing.toolExecutionRequests().isEmpty());
    assertNull(ScriptedModel.of(Turn.nullResponse()).doChat(QUESTION));
  }

  @Test
  void faultsAreThrownAsTheyAre() {
    assertThrows(RateLimitException.class, () -> play(Turn.rateLimit()));
    IllegalStateException broken = new IllegalStateException("broken");
    assertSame(broken, assertThrows(IllegalStateException.class, () -> play(Turn.failure(broken))));
    AssertionError worse = new AssertionError("worse");
    assertSame(worse, assertThrows(AssertionError.class, () -> play(Turn.failure(worse))));
  }

  @Test
  void aComputedTurnSeesTheRequest() {
    Turn turn =
        Turn.computed(
            request ->
                Answer.of(Texts.of(request.messages().getLast()) + "!", List.of()).response(1));
    assertEquals("why?!", play(turn).aiMessage().text());
  }

  @Test
  void onlyTurnsThatAnswerCanBeChanged() {
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> Turn.hang().withUsage(1, 1));
    assertTrue(String.valueOf(refused.getMessage()).endsWith("hang"), refused.getMessage());
  }

  @Test
  void delaysAreOnTheModelsClock(VirtualTime time) {
    ScriptedModel model = ScriptedModel.on(time, Turn.answer("late").after(Duration.ofMinutes(10)));
    assertEquals("late", model.chat(QUESTION).aiMessage().text());
    assertEquals(Duration.ofMinutes(10), time.elapsed());
  }

  @Test
  void anInterruptEndsAHangAsItEndsAnHttpCall(VirtualTime time) throws Exception {
    for (Turn turn : List.of(Turn.hang(), Turn.answer("x").after(Duration.ofDays(1)))) {
      ScriptedModel model = ScriptedModel.on(time, turn);
      Trail trail = new Trail();
      Thread asking =
          time.start(
              "asking",
              () -> {
                LangChain4jException thrown =
                    assertThrows(LangChain4jException.class, () -> model.chat(QUESTION));
                assertInstanceOf(InterruptedException.class, thrown.getCause());
                trail.mark("flag " + Thread.currentThread().isInterrupted());
              });
      model.awaitRequests(1, Deadline.never());
      time.interrupt(asking);
      time.join(asking);
      trail.assertIs("flag true");
    }
    assertEquals(Duration.ZERO, time.elapsed());
  }

  @Test
  void aStubbornHangEndsOnlyWhenReleased(VirtualTime time) throws Exception {
    Gate gate = new Gate();
    Trail trail = new Trail();
    ScriptedModel model = ScriptedModel.on(time, Turn.hangUntil(gate));
    Thread asking =
        time.start(
            "asking",
            () -> {
              model.chat(QUESTION);
              trail.mark("answered, flag " + Thread.currentThread().isInterrupted());
            });
    gate.awaitArrivals(1, Deadline.never(), time);
    time.interrupt(asking);
    time.settle();
    trail.mark("released");
    gate.open();
    time.join(asking);
    trail.assertIs("released", "answered, flag true");
  }

  @Test
  void beyondItsScriptItFailsAndSaysWhatWasAskedLast() {
    ScriptedModel model = ScriptedModel.of(Turn.answer("done"));
    model.chat(QUESTION);
    ChatRequest more =
        ChatRequest.builder()
            .messages(
                UserMessage.from("why?"),
                ToolExecutionResultMessage.from("1", "disk_usage", "97 %"))
            .build();
    AssertionError beyond = assertThrows(AssertionError.class, () -> model.chat(more));
    String expected =
        "the model was asked for turn 2, but its script has 1; asked last: a request of 2 messages"
            + " that ends with TOOL_EXECUTION_RESULT of tool 'disk_usage' '97 %'";
    assertEquals(expected, beyond.getMessage());
    // The error may be caught on its way to the test.
    assertEquals(expected, assertThrows(AssertionError.class, model::assertExhausted).getMessage());
    assertEquals(List.of(QUESTION, more), model.requests());
  }

  @Test
  void turnsLeftOverAreNamed() {
    ScriptedModel model =
        ScriptedModel.of(Turn.answer("one"), Turn.call("a", "{}").andCall("b", "[]"));
    model.chat(QUESTION);
    AssertionError left = assertThrows(AssertionError.class, model::assertExhausted);
    assertEquals(
        "the model was asked for 1 of 2 turns; the next would have been: call a({}), call b([])",
        left.getMessage());
  }

  @Test
  void waitingForRequestsThatDoNotComeFails(VirtualTime time) {
    ScriptedModel model = ScriptedModel.on(time, List.of(Turn.answer("x")));
    AssertionError late =
        assertThrows(
            AssertionError.class,
            () -> model.awaitRequests(1, Deadline.after(Duration.ofSeconds(1), time)));
    assertEquals("expected 1 requests to the model, had 0 when time was up", late.getMessage());
  }

  @Test
  void manyThreadsTakeEachTurnOnce(VirtualTime time) throws Exception {
    int threads = 50;
    ScriptedModel model =
        ScriptedModel.on(
            time, Collections.nCopies(threads, Turn.answer("x").after(Duration.ofSeconds(1))));
    for (int i = 0; i < threads; i++) {
      time.start("asking-" + i, () -> model.chat(QUESTION));
    }
    model.awaitRequests(threads, Deadline.never());
    model.assertExhausted();
    time.sleep(Duration.ofSeconds(2));
  }
}

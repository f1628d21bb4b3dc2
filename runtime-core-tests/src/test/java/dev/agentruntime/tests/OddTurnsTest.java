package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.agentruntime.Agent;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.run.TurnPolicy;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns of a model that are neither a plain answer nor plain tool calls. */
final class OddTurnsTest {
  private static final TurnPolicy TWICE = TurnPolicy.defaults().withEmptyAnswersAskedAgain(2);

  private static Agent agent(Stage stage, ScriptedModel model, TurnPolicy turns, Object... tools) {
    return stage.build(stage.runtime(model).turns(turns).tools(tools)).agent("agent").build();
  }

  private static RunResult.Stopped stopped(Stage stage, RunResult result, StopReason reason) {
    RunResult.Stopped stopped = assertInstanceOf(RunResult.Stopped.class, stage.checked(result));
    assertEquals(reason, stopped.reason());
    return stopped;
  }

  private static boolean isNudge(ChatMessage message) {
    return message instanceof UserMessage user
        && user.hasSingleText()
        && user.singleText().equals(TurnPolicy.DEFAULT_NUDGE);
  }

  private static long nudges(List<ChatMessage> messages) {
    return messages.stream().filter(OddTurnsTest::isNudge).count();
  }

  @Test
  void anEmptyAnswerEndsTheRunUnlessItsPolicySaysOtherwise() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.empty());
      stopped(stage, stage.agent(model).run("go"), StopReason.EMPTY_ANSWER);
      model.assertExhausted();
    }
  }

  @Test
  void aSilentModelIsToldSoAndAskedAgainAsOftenAsThePolicySays() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(Turn.empty(), Turn.answer(" \n"), Turn.answer("It is the disk."));
      RunResult result = stage.checked(agent(stage, model, TWICE).run("go"));
      assertEquals("It is the disk.", result.orThrow());
      assertEquals(3, result.usage().modelCalls());
      assertEquals(0, nudges(result.summary().messages()), "what is kept");
      for (int again = 1; again <= 2; again++) {
        List<ChatMessage> asked = model.requests().get(again).messages();
        assertEquals(2, asked.size(), "what was said to the model");
        assertEquals(true, isNudge(asked.getLast()), "the last message is the nudge");
      }
    }
  }

  @Test
  void aModelThatStaysSilentEndsTheRunAndNothingOfItIsKept() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.empty(), Turn.empty(), Turn.empty());
      RunResult.Stopped stopped =
          stopped(stage, agent(stage, model, TWICE).run("go"), StopReason.EMPTY_ANSWER);
      assertEquals(List.of(UserMessage.from("go")), stopped.summary().messages());
      model.assertExhausted();
    }
  }

  @Test
  void aModelThatIsSilentAfterAToolMayCallAnotherOne() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}"),
              Turn.empty(),
              Turn.call("tool", "{}"),
              Turn.empty(),
              Turn.answer("done"));
      RunResult result = stage.checked(agent(stage, model, TWICE, tool).run("go"));
      assertEquals("done", result.orThrow());
      assertEquals(2, tool.invocations().size());
      assertEquals(0, nudges(result.summary().messages()));
      assertEquals(0, nudges(model.requests().get(3).messages()));
    }
  }

  @Test
  void askingAgainCountsAgainstTheLimitOfModelCalls() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.empty(), Turn.empty());
      Agent agent =
          stage
              .build(
                  stage
                      .runtime(model)
                      .turns(TurnPolicy.defaults().withEmptyAnswersAskedAgain(5))
                      .limits(RunLimits.defaults().withModelCalls(2)))
              .agent("agent")
              .build();
      RunResult.Stopped stopped = stopped(stage, agent.run("go"), StopReason.EMPTY_ANSWER);
      assertEquals(2, stopped.usage().modelCalls());
      assertEquals(0, nudges(stopped.summary().messages()));
    }
  }

  @Test
  void anAgentMayHaveAPolicyAndAWordingOfItsOwn() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.empty(), Turn.answer("done"), Turn.empty());
      var runtime = stage.build(stage.runtime(model));
      Agent patient =
          runtime
              .agent("patient")
              .turns(TurnPolicy.defaults().withEmptyAnswersAskedAgain(1).withNudge("Well?"))
              .build();
      assertEquals("done", stage.checked(patient.run("go")).orThrow());
      assertEquals(UserMessage.from("Well?"), model.requests().getLast().messages().getLast());
      stopped(stage, runtime.agent("strict").build().run("go"), StopReason.EMPTY_ANSWER);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FinishReason.class,
      names = {"LENGTH", "CONTENT_FILTER"})
  void aModelThatWasKeptFromSpeakingIsNotAskedAgain(FinishReason why) {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.empty().finishing(why));
      stopped(
          stage,
          agent(stage, model, TWICE).run("go"),
          why == FinishReason.LENGTH ? StopReason.TRUNCATED_ANSWER : StopReason.CONTENT_FILTER);
      model.assertExhausted();
    }
  }

  @Test
  void thinkingAloneIsNoAnswer() {
    try (Stage stage = new Stage()) {
      AiMessage thinking = AiMessage.builder().thinking("The disk is full, I think.").build();
      Turn turn = Turn.computed(_ -> ChatResponse.builder().aiMessage(thinking).build());
      stopped(stage, stage.agent(ScriptedModel.of(turn)).run("go"), StopReason.EMPTY_ANSWER);
      ScriptedModel again = ScriptedModel.of(turn, Turn.answer("The disk."));
      assertEquals("The disk.", stage.checked(agent(stage, again, TWICE).run("go")).orThrow());
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"STOP", "OTHER", "TOOL_EXECUTION"})
  void toolCallsAreMadeWhateverTheProviderSaysOfTheTurnsEnd(@Nullable String finish) {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      FinishReason reason = finish == null ? null : FinishReason.valueOf(finish);
      ScriptedModel model =
          ScriptedModel.of(Turn.call("tool", "{}").finishing(reason), Turn.answer("done"));
      assertEquals("done", stage.checked(stage.agent(model, tool).run("go")).orThrow());
      assertEquals(1, tool.invocations().size());
    }
  }

  @Test
  void textBesideToolCallsStaysInTheConversationAndIsThePartialAnswer() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      ScriptedModel model =
          ScriptedModel.of(Turn.call("tool", "{}").saying("Let me look."), Turn.empty());
      RunResult result = stage.agent(model, tool).run("go");
      assertEquals("Let me look.", stopped(stage, result, StopReason.EMPTY_ANSWER).text());
      AiMessage kept =
          assertInstanceOf(AiMessage.class, model.requests().getLast().messages().get(1));
      assertEquals("Let me look.", kept.text());
      assertEquals(1, kept.toolExecutionRequests().size());
    }
  }

  // OpenAI's client throws a refusal as if a filter had withheld the answer.
  @Test
  void aRefusalTheProviderReportsIsNoFailure() {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}").saying("So far."),
              Turn.failure(new ContentFilteredException("I cannot help with that.")));
      RunResult.Stopped stopped =
          stopped(stage, stage.agent(model, tool).run("go"), StopReason.CONTENT_FILTER);
      assertEquals("So far.", stopped.text());
      assertEquals(
          false, stopped.detail().contains("cannot help"), "the model's words in a detail");
      assertEquals(
          "CONTENT_FILTER", stage.ofRun(RunEvent.RunEnded.class, stopped).getFirst().detail());
    }
  }

  @Test
  void aResponseWithoutDetailsIsEnough() {
    try (Stage stage = new Stage()) {
      Turn bare =
          Turn.computed(_ -> ChatResponse.builder().aiMessage(AiMessage.from("done")).build());
      RunResult result = stage.checked(stage.agent(ScriptedModel.of(bare)).run("go"));
      assertEquals("done", result.orThrow());
      assertEquals(0, result.usage().totalTokens());
    }
  }
}

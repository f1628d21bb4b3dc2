package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunNotCompletedException;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.run.TypedResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.ScriptedStreamingModel;
import dev.agentruntime.testkit.model.StreamTurn;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.method.JsonType;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers asked for as values. */
final class StructuredAnswersTest {

  /** What a reviewer says. */
  enum Verdict {
    GO_ON,
    HALT
  }

  record Finding(String service, int errors, Optional<String> note) {}

  record Report(Verdict verdict, List<Finding> findings) {}

  /** One of two forms. */
  sealed interface Shape {
    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}
  }

  private static final String REPORT =
      """
      {"verdict":"HALT","findings":[{"service":"checkout","errors":3}]}\
      """;

  private static final Report EXPECTED =
      new Report(Verdict.HALT, List.of(new Finding("checkout", 3, Optional.empty())));

  /** A model that can be told of a format by its provider's own means. */
  private record Capable(ChatModel model) implements ChatModel {
    @Override
    public ChatResponse doChat(ChatRequest request) {
      return model.doChat(request);
    }

    @Override
    public Set<Capability> supportedCapabilities() {
      return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }
  }

  private static Agent agent(Stage stage, ChatModel model) {
    return stage.build(stage.runtime(model)).agent("a").instructions("Be brief.").build();
  }

  private static <T> TypedResult<T> run(Stage stage, ScriptedModel model, Class<T> type) {
    TypedResult<T> typed = agent(stage, model).run("go", type);
    stage.checked(typed.result());
    return typed;
  }

  @Test
  void anAnswerThatFitsIsAValue() {
    try (Stage stage = new Stage()) {
      TypedResult<Report> typed = run(stage, ScriptedModel.of(Turn.answer(REPORT)), Report.class);
      assertEquals(EXPECTED, typed.orThrow());
      assertEquals(REPORT, typed.result().text());
    }
  }

  @Test
  void aModelThatCanIsToldOfTheSchemaByItsProvidersMeans() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer(REPORT));
      agent(stage, new Capable(model)).run("go", Report.class).orThrow();
      ChatRequest sent = model.requests().getFirst();
      ResponseFormat format = assertNotNullFormat(sent);
      assertEquals("Report", format.jsonSchema().name());
      assertEquals(JsonType.of(Report.class).schema(), format.jsonSchema().rootElement());
      assertEquals("Be brief.", ((SystemMessage) sent.messages().getFirst()).text());
    }
  }

  private static ResponseFormat assertNotNullFormat(ChatRequest sent) {
    ResponseFormat format = sent.responseFormat();
    assertNotNull(format);
    assertNotNull(format.jsonSchema());
    return format;
  }

  @Test
  void anyOtherModelIsToldOfTheSchemaInWordsThatStayOutOfTheConversation() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer(REPORT));
      TypedResult<Report> typed = run(stage, model, Report.class);
      ChatRequest sent = model.requests().getFirst();
      assertTrue(sent.responseFormat() == null || sent.responseFormat().jsonSchema() == null);
      String system = ((SystemMessage) sent.messages().getFirst()).text();
      assertTrue(system.startsWith("Be brief.\n\n"), system);
      assertTrue(system.contains("\"verdict\":{\"type\":\"string\",\"enum\":[\"GO_ON\","), system);
      assertEquals(
          "Be brief.", ((SystemMessage) typed.result().summary().messages().getFirst()).text());
    }
  }

  @Test
  void anAgentWithoutInstructionsGetsASystemMessageForTheFormat() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer("{\"value\":\"HALT\"}"));
      stage.agent(model).run("go", Verdict.class).orThrow();
      assertInstanceOf(SystemMessage.class, model.requests().getFirst().messages().getFirst());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        ```json
        {"verdict":"HALT","findings":[{"service":"checkout","errors":3}]}
        ```
        """,
        "Sure! {'verdict':'halt','findings':{'service':'checkout','errors':'3','note':None}}",
      })
  void anAnswerThatIsOnlyWrittenOddlyIsMended(String answer) {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer(answer));
      TypedResult<Report> typed = run(stage, model, Report.class);
      assertEquals(EXPECTED, typed.orThrow());
      assertEquals(REPORT.strip(), typed.result().text());
    }
  }

  // An answer that merely exists is no success.
  @Test
  void anAnswerThatDoesNotFitIsAskedForAgainWithWhatIsWrong() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.answer("{\"verdict\":\"MAYBE\",\"findngs\":[]}"), Turn.answer(REPORT));
      TypedResult<Report> typed = run(stage, model, Report.class);
      assertEquals(EXPECTED, typed.orThrow());
      List<ChatMessage> second = model.requests().get(1).messages();
      String told = assertInstanceOf(UserMessage.class, second.getLast()).singleText();
      assertTrue(told.contains("/findngs is not expected; did you mean findings?"), told);
      assertTrue(told.contains("/verdict must be one of GO_ON, HALT"), told);
      assertEquals(2, typed.result().usage().modelCalls());
      assertEquals(5, typed.result().summary().messages().size());
    }
  }

  @Test
  void threeAnswersThatDoNotFitStopTheRunAndTheLastTextIsKept() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(Turn.answer("no"), Turn.answer("[]"), Turn.answer("still no"));
      TypedResult<Report> typed = run(stage, model, Report.class);
      RunResult.Stopped stopped = assertInstanceOf(RunResult.Stopped.class, typed.result());
      assertEquals(StopReason.INVALID_ANSWER, stopped.reason());
      assertEquals("still no", stopped.text());
      assertEquals(Optional.empty(), typed.value());
      RunNotCompletedException thrown =
          assertThrows(RunNotCompletedException.class, typed::orThrow);
      assertSame(stopped, thrown.result());
      model.assertExhausted();
    }
  }

  @Test
  void askingAgainStaysWithinTheRunsLimits() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer("no"));
      TypedResult<Report> typed =
          stage
              .build(stage.runtime(model).limits(RunLimits.defaults().withModelCalls(1)))
              .agent("a")
              .build()
              .run("go", Report.class);
      assertEquals(
          StopReason.MODEL_CALL_LIMIT,
          assertInstanceOf(RunResult.Stopped.class, typed.result()).reason());
    }
  }

  @Test
  void anAnswerCutByLengthIsNeitherMendedNorAskedForAgain() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer(REPORT).finishing(FinishReason.LENGTH));
      TypedResult<Report> typed = run(stage, model, Report.class);
      assertEquals(
          StopReason.TRUNCATED_ANSWER,
          assertInstanceOf(RunResult.Stopped.class, typed.result()).reason());
      assertEquals(Optional.empty(), typed.value());
    }
  }

  @Test
  void anAnswerThatEndsTooEarlyIsAskedForAgainRatherThanCompleted() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.answer("{\"verdict\":\"GO_ON\",\"findings\":[]"), Turn.answer(REPORT));
      assertEquals(EXPECTED, run(stage, model, Report.class).orThrow());
    }
  }

  @Test
  void anAnswerMayComeAfterToolCallsAndBetweenThem() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("look", "{}"),
              Turn.answer("I see."),
              Turn.call("look", "{}"),
              Turn.answer(REPORT));
      FakeTool look = FakeTool.answering("look", "3 errors");
      TypedResult<Report> typed = stage.agent(model, look).run("go", Report.class);
      stage.checked(typed.result());
      assertEquals(EXPECTED, typed.orThrow());
      assertEquals(2, look.invocations().size());
    }
  }

  // A verdict is a value of a closed set, not a word found somewhere.
  @Test
  void aVerdictIsAValueAndNotAWordFoundInAText() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.answer("I would not say HALT here."), Turn.answer("{\"value\":\"GO_ON\"}"));
      assertEquals(Verdict.GO_ON, run(stage, model, Verdict.class).orThrow());
    }
  }

  @Test
  void oneOfSeveralRecordsIsToldByItsType() {
    try (Stage stage = new Stage()) {
      assertEquals(
          new Shape.Square(2),
          run(
                  stage,
                  ScriptedModel.of(Turn.answer("{\"value\":{\"type\":\"Square\",\"side\":2}}")),
                  Shape.class)
              .orThrow());
      assertEquals(
          new Shape.Circle(1),
          run(
                  stage,
                  ScriptedModel.of(Turn.answer("{\"type\":\"Circle\",\"radius\":1}")),
                  Shape.class)
              .orThrow());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"value\":[{\"service\":\"a\",\"errors\":1}]}",
        "[{\"service\":\"a\",\"errors\":1}]",
        "{\"value\":{\"service\":\"a\",\"errors\":1}}",
      })
  void aListIsAnswered(String answer) {
    try (Stage stage = new Stage()) {
      TypedResult<List<Finding>> typed =
          agent(stage, ScriptedModel.of(Turn.answer(answer)))
              .run("go", JsonType.listOf(Finding.class), RunOptions.none());
      assertEquals(List.of(new Finding("a", 1, Optional.empty())), typed.orThrow());
    }
  }

  @Test
  void anAgentMayAnswerWithATypeInEveryRun() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(Turn.answer("no"), Turn.answer("```\n" + REPORT + "\n```"));
      Agent agent =
          stage.build(stage.runtime(model)).agent("a").answers(JsonType.of(Report.class)).build();
      assertEquals(REPORT.strip(), stage.checked(agent.run("go")).orThrow());
    }
  }

  @Test
  void plainRunsAskForNoFormat() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer("{"));
      assertEquals("{", stage.checked(agent(stage, model).run("go")).orThrow());
      assertNull(model.requests().getFirst().responseFormat());
    }
  }

  @Test
  void aStreamingModelIsToldOfTheSchemaToo() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(TimeSource.system(), StreamTurn.of(Turn.answer(REPORT)));
      Agent agent = stage.build(AgentRuntime.builder(model)).agent("a").build();
      assertEquals(EXPECTED, agent.run("go", Report.class).orThrow());
      String system = ((SystemMessage) model.requests().getFirst().messages().getFirst()).text();
      assertTrue(system.contains("JSON Schema"), system);
    }
  }

  @Test
  void aTypeThatCannotBeReadIsRefusedBeforeTheModelIsAsked() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of();
      Agent agent = agent(stage, model);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> agent.run("go", java.util.Random.class));
      assertTrue(String.valueOf(e.getMessage()).startsWith("answer type java.util.Random"));
      assertEquals(0, model.requests().size());
    }
  }
}

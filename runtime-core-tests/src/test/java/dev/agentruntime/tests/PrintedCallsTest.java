package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.TurnPolicy;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tool calls that a weak model prints as text. */
final class PrintedCallsTest {
  private static final TurnPolicy READ = TurnPolicy.defaults().withPrintedCalls();
  private static final String TAGGED =
      "<tool_call>\n{\"name\": \"read_log\", \"arguments\": {\"file\": \"app.log\"}}\n</tool_call>";

  private final FakeTool log = FakeTool.named("read_log").build();
  private final FakeTool restart = FakeTool.named("restart").traits(ToolTrait.DESTRUCTIVE).build();

  private Agent agent(Stage stage, ScriptedModel model, TurnPolicy turns) {
    return stage
        .build(stage.runtime(model).turns(turns).tools(log, restart))
        .agent("agent")
        .build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TAGGED,
        "```json\n{\"name\": \"read_log\", \"arguments\": {\"file\": \"app.log\"}}\n```",
        "```\n{\"tool\": \"read_log\", \"args\": {\"file\": \"app.log\"}}\n```\n",
        "{\"tool\": \"read_log\", \"parameters\": {\"file\": \"app.log\"}}",
        "{\"type\": \"function\", \"name\": \"read_log\", \"parameters\": {\"file\": \"app.log\"}}",
        "{\"name\": \"read_log\", \"arguments\": \"{\\\"file\\\":\\\"app.log\\\"}\"}",
        "Action: read_log\nAction Input: {\"file\": \"app.log\"}",
        "Thought: the log may tell\nAction: read_log\nAction Input: {\"file\": \"app.log\"}\n"
      })
  void aCallPrintedInAUsualShapeIsMade(String printed) {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer(printed), Turn.answer("done"));
      RunResult result = stage.checked(agent(stage, model, READ).run("go"));
      assertEquals("done", result.orThrow());
      assertEquals("{\"file\":\"app.log\"}", log.invocations().getFirst().arguments());
      RunEvent.ModelLayerDecided told =
          stage.ofRun(RunEvent.ModelLayerDecided.class, result).getFirst();
      assertEquals("read_from_text", told.code());
      assertTrue(told.detail().startsWith("1 "), told::detail);
      assertEquals(
          "tool_calls", stage.ofRun(RunEvent.ModelTurnEnded.class, result).getFirst().outcome());
    }
  }

  @Test
  void severalTaggedCallsAreOneTurn() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer(TAGGED + "\n" + TAGGED), Turn.answer("x"));
      RunResult result = stage.checked(agent(stage, model, READ).run("go"));
      assertEquals(2, log.invocations().size());
      assertEquals(2, result.usage().modelCalls());
    }
  }

  @Test
  void aThoughtStaysAndThePrintedCallIsNoPartialAnswer() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.answer("Thought: look first\nAction: read_log\nAction Input: {}"),
              Turn.answer(TAGGED),
              Turn.empty());
      RunResult result = stage.checked(agent(stage, model, READ).run("go"));
      assertEquals("look first", result.text());
      AiMessage first = (AiMessage) result.summary().messages().get(1);
      assertEquals("look first", first.text());
      assertEquals(1, first.toolExecutionRequests().size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I would call " + TAGGED,
        TAGGED + " and then see.",
        "<tool_call>{\"name\": \"read_log\", \"arguments\": {}}",
        "<tool_call>{\"name\": \"read_log\"}</tool_call>",
        "{\"name\": \"nobody\", \"arguments\": {}}",
        "{\"name\": \"read_log\", \"arguments\": {}, \"why\": \"to see\"}",
        "{\"name\": \"read_log\", \"name\": \"restart\", \"arguments\": {}}",
        "{\"name\": \"read_log\", \"tool\": \"restart\", \"arguments\": {}}",
        "{\"name\": 1, \"arguments\": {}}",
        "{\"name\": \"read_log\", \"arguments\": [1]}",
        "{'name': 'read_log', 'arguments': {}}",
        "```python\nread_log()\n```",
        "```",
        "``````",
        "```json\n```",
        "{}",
        "Action: read_log",
        "Some words.\nAction: read_log\nAction Input: {}",
        "Action: read_log\nAction Input: {}\nObservation: all is well",
        "Action Input: {}\nAction: read_log"
      })
  void whatIsNotWhollyACallOfAKnownToolIsText(String text) {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer(text));
      RunResult result = stage.checked(agent(stage, model, READ).run("go"));
      assertEquals(text, result.orThrow());
      assertTrue(log.invocations().isEmpty());
      assertTrue(stage.ofRun(RunEvent.ModelLayerDecided.class, result).isEmpty());
    }
  }

  @Test
  void printedCallsAreTextUnlessThePolicySaysOtherwise() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer(TAGGED));
      RunResult result = agent(stage, model, TurnPolicy.defaults()).run("go");
      assertEquals(TAGGED, stage.checked(result).orThrow());
      assertTrue(log.invocations().isEmpty());
    }
  }

  @Test
  void aPrintedCallThatWasCutOffIsNotMade() {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.answer(TAGGED).finishing(FinishReason.LENGTH));
      stage.checked(agent(stage, model, READ).run("go"));
      assertTrue(log.invocations().isEmpty());
    }
  }

  @Test
  void aDestructiveToolIsNotCalledByPrintUnlessItIsNamed() {
    String printed = "{\"name\": \"restart\", \"arguments\": {}}";
    String both = TAGGED + "<tool_call>" + printed + "</tool_call>";
    try (Stage stage = new Stage()) {
      for (String text : List.of(printed, both)) {
        ScriptedModel model = ScriptedModel.of(Turn.answer(text));
        assertEquals(text, stage.checked(agent(stage, model, READ).run("go")).orThrow());
      }
      assertTrue(restart.invocations().isEmpty());
      assertTrue(log.invocations().isEmpty());
      ScriptedModel model = ScriptedModel.of(Turn.answer(printed), Turn.answer("done"));
      TurnPolicy named = TurnPolicy.defaults().withPrintedCalls("restart");
      assertEquals("done", stage.checked(agent(stage, model, named).run("go")).orThrow());
      assertEquals(1, restart.invocations().size());
    }
  }
}

package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model breaks in the arguments of a call, through the whole loop. */
final class MalformedArgumentsTest {
  private static final JsonObjectSchema SCHEMA =
      JsonObjectSchema.builder()
          .addStringProperty("service")
          .addIntegerProperty("limit")
          .addBooleanProperty("deep")
          .required("service")
          .additionalProperties(false)
          .build();

  private static FakeTool tool(ToolTrait... traits) {
    return FakeTool.named("search").schema(SCHEMA).traits(traits).build();
  }

  private record Played(RunResult result, ToolOutcome outcome, AiMessage sentBack) {}

  /** One call, and what became of it. */
  private static Played play(Stage stage, Object tool, Turn turn) {
    RunResult result =
        stage.checked(stage.agent(ScriptedModel.of(turn, Turn.answer("done")), tool).run("go"));
    return new Played(
        result,
        stage.outcomes(result).getFirst(),
        assertInstanceOf(AiMessage.class, result.summary().messages().get(1)));
  }

  private static String sentBack(Played played) {
    return played.sentBack().toolExecutionRequests().getFirst().arguments();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```json\n{\"service\":\"x\",\"limit\":3,\"deep\":true}\n```",
        "{'service':'x','limit':3,'deep':True}",
        "{service:\"x\",limit:3,deep:true,}",
        "Here you are: {\"service\":\"x\",\"limit\":3,\"deep\":true}",
        "{\"service\":\"x\",\"limit\":3,\"deep\":true",
      })
  void whatIsOnlyWrittenOddlyIsMendedReportedAndSentBackInCanonicalForm(String text) {
    try (Stage stage = new Stage()) {
      FakeTool tool = tool();
      Played played = play(stage, tool, Turn.call("search", text));
      assertInstanceOf(ToolOutcome.Success.class, played.outcome());
      String canonical = "{\"service\":\"x\",\"limit\":3,\"deep\":true}";
      assertEquals(canonical, tool.invocations().getFirst().arguments());
      assertEquals(canonical, sentBack(played));
      assertTrue(
          decisions(stage, played.result()).stream()
              .anyMatch(d -> d.layer().equals("arguments") && d.code().equals("repaired")));
    }
  }

  @Test
  void closingAnOpenContainerIsAReportedChange() {
    try (Stage stage = new Stage()) {
      Played played = play(stage, tool(), Turn.call("search", "{\"service\":\"x\""));
      assertEquals(
          "container cut at character 14", decisions(stage, played.result()).getFirst().detail());
    }
  }

  // Nothing that was repaired is run without being held against the schema again.
  @Test
  void repairedArgumentsAreValidatedLikeAnyOther() {
    try (Stage stage = new Stage()) {
      FakeTool tool = tool();
      Played played = play(stage, tool, Turn.call("search", "{'service':7.5,'limt':3}"));
      ToolOutcome.InvalidArguments invalid =
          assertInstanceOf(ToolOutcome.InvalidArguments.class, played.outcome());
      assertEquals(
          List.of("/limt", "/service"),
          invalid.violations().stream().map(v -> v.pointer()).toList());
      assertEquals(0, tool.invocations().size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"service\":\"x\",\"service\":\"y\"}",
        "{\"service\":\"x\",\"service\":\"x\"}",
        "{'service':'x','service':'y'}",
        "{\"service\":\"chec",
        "{\"service\":\"x\",\"limit\":1",
        "{\"service\":\"x\",\"lim",
      })
  void whatIsTwiceInTheTextOrMissingFromItIsNeverGuessed(String text) {
    try (Stage stage = new Stage()) {
      FakeTool tool = tool(ToolTrait.READ_ONLY);
      Played played = play(stage, tool, Turn.call("search", text));
      assertInstanceOf(ToolOutcome.InvalidArguments.class, played.outcome());
      assertEquals(0, tool.invocations().size());
      assertEquals("{}", sentBack(played));
    }
  }

  @Test
  @Timeout(20)
  void tenMegabytesOfBracketsAreRefusedAndNotSentBack() {
    try (Stage stage = new Stage()) {
      FakeTool tool = tool();
      Played played = play(stage, tool, Turn.call("search", "[{".repeat(5_000_000)));
      ToolOutcome.InvalidArguments invalid =
          assertInstanceOf(ToolOutcome.InvalidArguments.class, played.outcome());
      assertTrue(invalid.problem().length() < 300, invalid.problem());
      assertEquals("{}", sentBack(played));
      assertEquals(0, tool.invocations().size());
    }
  }

  @Test
  void deepNestingIsRefusedWithTheBound() {
    try (Stage stage = new Stage()) {
      String deep = "{\"service\":" + "[".repeat(200) + "]".repeat(200) + "}";
      Played played = play(stage, tool(), Turn.call("search", deep));
      assertTrue(
          assertInstanceOf(ToolOutcome.InvalidArguments.class, played.outcome())
              .problem()
              .contains("100"),
          played.outcome().textForModel());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"service\":\"x\"", "{\"service\":\"x\",", "{'service':'x'}"})
  void outputCutByLengthIsNeverRepairedIntoACall(String text) {
    try (Stage stage = new Stage()) {
      FakeTool tool = tool(ToolTrait.READ_ONLY);
      Played played = play(stage, tool, Turn.call("search", text).finishing(FinishReason.LENGTH));
      assertTrue(played.outcome().textForModel().contains("cut off"));
      assertEquals(0, tool.invocations().size());
      assertEquals(List.of(), decisions(stage, played.result()));
    }
  }

  @Test
  void wrongTypesAreCoercedWhereThereIsOneWayAndReported() {
    try (Stage stage = new Stage()) {
      FakeTool tool = tool();
      Played played =
          play(stage, tool, Turn.call("search", "{\"Service\":7,\"limit\":\"3\",\"deep\":null}"));
      assertEquals("{\"service\":\"7\",\"limit\":3}", tool.invocations().getFirst().arguments());
      assertEquals(
          "property renamed at /Service, number to text at /Service, text to number at /limit, null"
              + " left out at /deep",
          decisions(stage, played.result()).getFirst().detail());
    }
  }

  @Test
  void theHintNamesPlaceExpectationNearNameAndSchemaAndNoValue() {
    try (Stage stage = new Stage()) {
      Played played =
          play(
              stage,
              tool(),
              Turn.call("search", "{\"servce\":\"hunter2\",\"limit\":\"many hunter2\"}"));
      assertEquals(
          "Invalid arguments: 3 problems: /servce is not expected; did you mean service?; /service"
              + " is missing; /limit must be an integer, was a string. The schema of /service is"
              + " {\"type\":\"string\"}. The schema of /limit is {\"type\":\"integer\"}. The tool"
              + " was not run; correct the arguments and call it again.",
          played.outcome().textForModel());
    }
  }

  /** Bound by their methods: the reader is the validation. */
  @SuppressWarnings("UnusedMethod") // the library calls it
  private static final class Methods {
    private final List<String> calls = new ArrayList<>();

    @Tool
    String search(String service, int limit, List<Duration> windows) {
      calls.add(service + limit + windows);
      return "found";
    }
  }

  @Test
  void aBoundMethodGetsTheSameCoercionsAndHints() {
    try (Stage stage = new Stage()) {
      Methods methods = new Methods();
      String slips = "{'service':'x','limit':'3','windows':'PT1M'}";
      assertInstanceOf(
          ToolOutcome.Success.class, play(stage, methods, Turn.call("search", slips)).outcome());
      assertEquals(List.of("x3[PT1M]"), methods.calls);
      ToolOutcome.InvalidArguments invalid =
          assertInstanceOf(
              ToolOutcome.InvalidArguments.class,
              play(
                      stage,
                      methods,
                      Turn.call(
                          "search", "{\"service\":\"x\",\"limit\":1e12,\"windows\":[\"soon\"]}"))
                  .outcome());
      assertEquals(
          List.of("/limit", "/windows/0"),
          invalid.violations().stream().map(v -> v.pointer()).toList());
      assertEquals(1, methods.calls.size());
    }
  }

  // A person must not be asked about a call that cannot run.
  @Test
  void aBoundMethodsArgumentsAreCheckedBeforeAnyPolicySeesThem() {
    try (Stage stage = new Stage()) {
      List<String> seen = new ArrayList<>();
      Layer policy =
          Layer.of(
              Anchor.POLICY,
              "policy",
              (call, next) -> {
                seen.add(call.arguments().text());
                return next.handle(call);
              });
      ScriptedModel model =
          ScriptedModel.of(Turn.call("search", "{\"service\":1.5}"), Turn.answer("done"));
      stage.checked(
          stage
              .build(stage.runtime(model).tools(new Methods()).middleware(policy))
              .agent("a")
              .build()
              .run("go"));
      assertEquals(List.of(), seen);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'service':'x'}", "{\"service\":7}", "{\"service\":\"x\""})
  void aDestructiveToolTakesNoRepairedArgumentsAsNobodyCanBeAsked(String text) {
    try (Stage stage = new Stage()) {
      FakeTool tool = tool(ToolTrait.DESTRUCTIVE);
      Played played = play(stage, tool, Turn.call("search", text));
      ToolOutcome.Blocked blocked = assertInstanceOf(ToolOutcome.Blocked.class, played.outcome());
      assertEquals("repaired_arguments", blocked.reasonCode());
      assertEquals(0, tool.invocations().size());
      assertInstanceOf(
          ToolOutcome.Success.class,
          play(stage, tool, Turn.call("search", "{\"service\":\"x\"}")).outcome());
    }
  }

  @Test
  void aLayerThatAsksAboutRepairsTakesThePlaceOfTheRefusal() {
    try (Stage stage = new Stage()) {
      FakeTool tool = tool(ToolTrait.DESTRUCTIVE);
      List<String> asked = new ArrayList<>();
      Layer asking =
          Layer.of(
              Anchor.APPROVAL,
              "asking",
              (call, next) -> {
                asked.add(call.arguments().changes().toString());
                return next.handle(call);
              },
              LinkTrait.ASKS_ABOUT_REPAIRS);
      ScriptedModel model =
          ScriptedModel.of(Turn.call("search", "{\"service\":7}"), Turn.answer("done"));
      stage.checked(
          stage
              .build(stage.runtime(model).tools(tool).middleware(asking))
              .agent("a")
              .build()
              .run("go"));
      assertEquals(List.of("[number to text at /service]"), asked);
      assertEquals(1, tool.invocations().size());
    }
  }

  @Test
  void aLayerThatRewritesArgumentsDoesNotMakeThemTheModelsOwn() {
    try (Stage stage = new Stage()) {
      FakeTool tool = tool(ToolTrait.DESTRUCTIVE);
      Layer rewriting =
          Layer.of(
              Anchor.ENRICH,
              "rewriting",
              (call, next) ->
                  next.handle(
                      call.withArguments(
                          ToolArguments.of(call.arguments().object().deepCopy().put("limit", 1)))),
              LinkTrait.REWRITES_ARGUMENTS);
      ScriptedModel model =
          ScriptedModel.of(Turn.call("search", "{'service':'x'}"), Turn.answer("done"));
      RunResult result =
          stage.checked(
              stage
                  .build(stage.runtime(model).tools(tool).middleware(rewriting))
                  .agent("a")
                  .build()
                  .run("go"));
      assertInstanceOf(ToolOutcome.Blocked.class, stage.outcomes(result).getFirst());
      assertEquals(0, tool.invocations().size());
    }
  }

  @Test
  void aToolWhoseSchemaNobodyUnderstandsIsRefusedWhenItIsCompiled() {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("odd")
              .schema(
                  JsonObjectSchema.builder()
                      .addProperty(
                          "a",
                          dev.langchain4j.model.chat.request.json.JsonRawSchema.from(
                              "{\"type\":\"strng\"}"))
                      .build())
              .build();
      IllegalArgumentException e =
          org.junit.jupiter.api.Assertions.assertThrows(
              IllegalArgumentException.class,
              () -> stage.agent(ScriptedModel.of(Turn.answer("x")), tool));
      assertTrue(String.valueOf(e.getMessage()).contains("'odd'"), e.getMessage());
      assertFalse(String.valueOf(e.getMessage()).isBlank());
    }
  }

  private static List<RunEvent.LayerDecided> decisions(Stage stage, RunResult result) {
    return stage.events.events().stream()
        .filter(e -> e.origin().runId().equals(result.summary().runId()))
        .filter(RunEvent.LayerDecided.class::isInstance)
        .map(RunEvent.LayerDecided.class::cast)
        .toList();
  }
}

package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call gets exactly one outcome, whatever its tool or a layer does. */
final class ToolOutcomesTest {
  private static final String SECRET = "jdbc://user:hunter2@db";

  static Stream<Arguments> endings() {
    return Stream.of(
        Arguments.of("success", Replies.text("fine"), "success"),
        Arguments.of("empty text", Replies.text(""), "success"),
        Arguments.of("blank text", Replies.text(" \n"), "success"),
        Arguments.of("tool error", Replies.error("no such file"), "tool_error"),
        Arguments.of(
            "tool exception", throwing(() -> new ToolException("no such file")), "tool_error"),
        Arguments.of(
            "wrong arguments",
            throwing(() -> new MalformedArgumentsException("'line' must be positive")),
            "invalid_arguments"),
        Arguments.of(
            "unchecked", throwing(() -> new IllegalStateException(SECRET)), "infrastructure_error"),
        Arguments.of("checked", throwing(() -> new IOException(SECRET)), "infrastructure_error"),
        Arguments.of(
            "stack overflow",
            throwing(() -> new StackOverflowError(SECRET)),
            "infrastructure_error"),
        Arguments.of(
            "missing class",
            throwing(() -> new NoClassDefFoundError(SECRET)),
            "infrastructure_error"),
        Arguments.of(
            "assertion", throwing(() -> new AssertionError(SECRET)), "infrastructure_error"),
        Arguments.of("null", Replies.nothing(), "infrastructure_error"),
        Arguments.of(
            "an outcome only a layer may give",
            Replies.outcome(new ToolOutcome.Rejected("me", "no")),
            "infrastructure_error"),
        Arguments.of(
            "suspension by the tool",
            Replies.outcome(new ToolOutcome.Suspended("r-1", "why not")),
            "infrastructure_error"));
  }

  private static AgentTool.Body throwing(java.util.function.Supplier<? extends Throwable> thrown) {
    return Replies.failure(thrown);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  void aCallOnTheRunsOwnThreadGetsOneOutcome(String name, AgentTool.Body body, String code) {
    oneCall(FakeTool.named("tool").traits(ToolTrait.INTERRUPTIBLE).replies(body).build(), code);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  void aCallOnAThreadOfItsOwnGetsOneOutcome(String name, AgentTool.Body body, String code) {
    oneCall(FakeTool.named("tool").replies(body).build(), code);
  }

  private static void oneCall(FakeTool tool, String code) {
    try (Stage stage = new Stage()) {
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done"));
      RunResult result = stage.checked(stage.agent(model, tool).run("go"));
      assertEquals("done", result.orThrow());
      assertEquals(List.of(code), codes(stage, result));
      assertSafe(result);
      model.assertExhausted();
    }
  }

  // One failure does not drop the results of its siblings.
  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  void siblingsOfAnEndingKeepTheirOwn(String name, AgentTool.Body body, String code) {
    try (Stage stage = new Stage()) {
      FakeTool odd = FakeTool.named("odd").replies(body).build();
      FakeTool good = FakeTool.named("good").replies(Replies.echo()).build();
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("good", "{\"n\":1}").andCall("odd", "{}").andCall("good", "{\"n\":3}"),
              Turn.answer("done"));
      RunResult result = stage.checked(stage.agent(model, odd, good).run("go"));
      assertEquals(List.of("success", code, "success"), codes(stage, result));
      List<ToolExecutionResultMessage> results = History.results(result.summary().messages());
      assertEquals("{\"n\":1}", results.get(0).text());
      assertEquals("{\"n\":3}", results.get(2).text());
      assertSafe(result);
    }
  }

  // What was thrown is not shown to the model; an incident id is.
  private static void assertSafe(RunResult result) {
    for (ToolExecutionResultMessage message : History.results(result.summary().messages())) {
      assertFalse(message.text().contains("hunter2"), message::text);
    }
  }

  @Test
  void theTextOfAFailureNamesTheIncidentOfItsOutcome() {
    try (Stage stage = new Stage()) {
      FakeTool tool =
          FakeTool.named("tool").replies(throwing(() -> new IOException(SECRET))).build();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", "{}"), Turn.answer("done"));
      RunResult result = stage.agent(model, tool).run("go");
      ToolOutcome.InfrastructureError outcome =
          assertInstanceOf(
              ToolOutcome.InfrastructureError.class, stage.outcomes(result).getFirst());
      ToolExecutionResultMessage told = History.results(result.summary().messages()).getFirst();
      assertTrue(told.text().contains(outcome.incidentId()), told::text);
      assertEquals(true, told.isError());
      assertInstanceOf(IOException.class, outcome.cause());
    }
  }

  static Stream<Arguments> brokenLayers() {
    return Stream.of(
        Arguments.of("throws", link(() -> new IllegalStateException(SECRET))),
        Arguments.of("overflows", link(() -> new StackOverflowError(SECRET))),
        Arguments.of("misses a class", link(() -> new NoClassDefFoundError(SECRET))),
        Arguments.of("asserts", link(() -> new AssertionError(SECRET))),
        Arguments.of("returns null", returningNull()),
        Arguments.of(
            "proceeds twice",
            (ToolMiddleware)
                (call, next) -> {
                  next.handle(call);
                  return next.handle(call);
                }),
        Arguments.of(
            "throws after the tool ran",
            (ToolMiddleware)
                (call, next) -> {
                  next.handle(call);
                  throw new IllegalStateException(SECRET);
                }));
  }

  private static ToolMiddleware link(java.util.function.Supplier<? extends Throwable> thrown) {
    return (call, next) -> {
      Throwable made = thrown.get();
      if (made instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(made);
    };
  }

  @SuppressWarnings("NullAway") // breaking the contract is the purpose
  private static ToolMiddleware returningNull() {
    return (call, next) -> null;
  }

  // A defect of a layer is one internal outcome; siblings and the run go on.
  @ParameterizedTest(name = "a layer that {0}")
  @MethodSource("brokenLayers")
  void aDefectOfALayerIsAnInternalOutcome(String name, ToolMiddleware broken) {
    for (ToolTrait[] traits :
        List.of(new ToolTrait[] {}, new ToolTrait[] {ToolTrait.INTERRUPTIBLE})) {
      try (Stage stage = new Stage()) {
        FakeTool tool = FakeTool.named("tool").traits(traits).build();
        FakeTool other = FakeTool.named("other").traits(traits).build();
        ScriptedModel model =
            ScriptedModel.of(
                Turn.call("tool", "{}"),
                Turn.call("tool", "{}").andCall("other", "{}"),
                Turn.answer("done"));
        AgentRuntime runtime =
            stage.build(
                stage
                    .runtime(model)
                    .tools(tool, other)
                    .middleware(Anchor.POLICY, "broken", only("tool", broken)));
        RunResult result = stage.checked(runtime.agent("agent").build().run("go"));
        assertEquals("done", result.orThrow());
        assertEquals(List.of("internal", "internal", "success"), codes(stage, result));
        assertSafe(result);
      }
    }
  }

  private static ToolMiddleware only(String tool, ToolMiddleware link) {
    return (call, next) ->
        call.toolName().equals(tool) ? link.around(call, next) : next.handle(call);
  }

  // An unknown tool does not end the run, and the model is told what it may have meant.
  @Test
  void anUnknownToolIsAnsweredWithNearNames() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("readlog", "{}").andCall("telepathy", "{}"), Turn.answer("done"));
      RunResult result =
          stage.checked(
              stage
                  .agent(model, FakeTool.named("read_log").build(), FakeTool.named("ping").build())
                  .run("go"));
      assertEquals(List.of("unknown_tool", "unknown_tool"), codes(stage, result));
      List<ToolExecutionResultMessage> results = History.results(result.summary().messages());
      assertTrue(results.get(0).text().contains("read_log"), results.get(0)::text);
      assertFalse(results.get(1).text().contains("ping"), results.get(1)::text);
    }
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void argumentsThatCannotBeMendedNeverReachTheTool(String arguments) {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").build();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", arguments), Turn.answer("done"));
      RunResult result = stage.checked(stage.agent(model, tool).run("go"));
      assertEquals(List.of("invalid_arguments"), codes(stage, result));
      assertEquals(0, tool.invocations().size());
    }
  }

  static Stream<String> malformed() {
    return Stream.of("{\"a\":", "not JSON", "[1]", "\"text\"", "null", "{} {}", "7");
  }

  @ParameterizedTest
  @MethodSource("absent")
  void noArgumentsAreAnEmptyObject(@Nullable String arguments) {
    try (Stage stage = new Stage()) {
      FakeTool tool = FakeTool.named("tool").replies(Replies.echo()).build();
      ScriptedModel model = ScriptedModel.of(Turn.call("tool", arguments), Turn.answer("done"));
      RunResult result = stage.checked(stage.agent(model, tool).run("go"));
      assertEquals(List.of("success"), codes(stage, result));
      assertEquals("{}", tool.invocations().getFirst().arguments());
    }
  }

  static Stream<@Nullable String> absent() {
    return Stream.of(null, "", "  ", "{}");
  }

  @Test
  void theHostMayRewordWhatTheModelIsTold() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("tool", "{}").andCall("nobody", "{}").andCall("tool", "{}"),
              Turn.answer("done"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(FakeTool.answering("tool", "raw"))
                  .outcomeTexts(
                      outcome ->
                          outcome instanceof ToolOutcome.UnknownTool
                              ? Optional.of("Ask somebody else.")
                              : outcome.isError() ? Optional.of(" ") : Optional.empty()));
      RunResult result = stage.checked(runtime.agent("agent").build().run("go"));
      assertEquals(
          List.of("raw", "Ask somebody else.", "raw"),
          History.results(result.summary().messages()).stream()
              .map(ToolExecutionResultMessage::text)
              .toList());
    }
  }

  static List<String> codes(Stage stage, RunResult result) {
    return stage.outcomes(result).stream().map(ToolOutcome::code).toList();
  }
}

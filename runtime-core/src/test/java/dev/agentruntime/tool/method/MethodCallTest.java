package dev.agentruntime.tool.method;

import static dev.agentruntime.tool.method.Calls.call;
import static dev.agentruntime.tool.method.Calls.text;
import static dev.agentruntime.tool.method.Calls.tool;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.error.AgentRuntimeException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolMemoryId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a tool method is given by the runtime, what becomes of what it returns, and of what it
 * throws.
 */
class MethodCallTest {
  private static final Instant AT = Instant.parse("2026-03-14T09:30:00Z");

  private final Tools tools = new Tools();
  private final Answers answers = new Answers();
  private final Documents documents = new Documents();

  @Test
  void runtimeSuppliesContextAndInvocation() throws Exception {
    FakeInvocation invocation = FakeInvocation.of("{\"x\":\"a\"}");
    assertEquals(new ToolOutcome.Success("a session-3"), tool(tools, "supplied").call(invocation));
    assertSame(invocation, tools.invocation);
    assertSame(invocation.context(), tools.context);
  }

  @Test
  void modelCannotSetWhatTheRuntimeSupplies() {
    assertEquals(
        "2 problems: /context is not expected; there are only x; /memory is not expected; there are"
            + " only x",
        Calls.problem(tools, "supplied", "{\"x\":\"a\",\"context\":{},\"memory\":\"other\"}"));
  }

  @Test
  void runOnItsOwnHasAMemoryOfItsOwn() throws Exception {
    ToolInvocation invocation =
        new FakeInvocation(
            ToolArguments.ofText("{\"x\":\"a\"}"), new FakeContext(Optional.empty()));
    assertEquals(new ToolOutcome.Success("a run-7"), tool(tools, "supplied").call(invocation));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing|''",
        "nullText|''",
        "text|plain \"text\"",
        "builder|built",
        "number|42",
        "fraction|1.5",
        "yes|true",
        "letter|x",
        "level|WARN",
        "instant|2026-03-14T09:30:00Z",
        "duration|PT1H",
        "uuid|123e4567-e89b-12d3-a456-426614174000",
        "uri|https://example.com",
        "present|a",
        "absent|''",
        "presentInt|1",
        "absentInt|''",
        "anything|free",
      })
  void singleResultBecomesItsText(String tool, String expected) throws Exception {
    assertEquals(expected, text(answers, tool, "{}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optionalNumbers|[1,2,3.5,null,null,null]",
        "list|[\"a\",1,null]",
        "map|{\"a\":[1],\"b\":{\"at\":\"2026-03-14T09:30:00Z\"}}",
        "record|{\"name\":\"a\",\"at\":\"2026-03-14T09:30:00Z\",\"took\":\"PT1S\",\"note\":null,\"size\":3}",
        "array|[1,2]",
        "json|5",
      })
  void structuredResultBecomesJson(String tool, String expected) throws Exception {
    assertEquals(expected, text(documents, tool, "{}"));
  }

  @Test
  void outcomeIsHandedOn() throws Exception {
    assertSame(answers.outcome, call(answers, "outcome", "{}"));
    assertSame(answers.outcome, call(answers, "specificOutcome", "{}"));
  }

  @Test
  void nullInsteadOfAnOutcomeIsADefectOfTheTool() {
    String message =
        Calls.message(
            assertThrows(IllegalStateException.class, () -> call(answers, "noOutcome", "{}")));
    assertEquals(
        "tool method "
            + Answers.class.getName()
            + ".noOutcome() returned null instead of a ToolOutcome",
        message);
  }

  @Test
  void resultThatCannotBeWrittenIsAFailureThatNamesTheMethod() {
    AgentRuntimeException failure =
        assertThrows(AgentRuntimeException.class, () -> call(documents, "cyclic", "{}"));
    assertEquals(
        "tool method "
            + Documents.class.getName()
            + ".cyclic() returned a java.util.ArrayList that cannot be written as"
            + " JSON",
        failure.getMessage());
    assertThrows(AgentRuntimeException.class, () -> call(documents, "opaque", "{}"));
    assertThrows(AgentRuntimeException.class, () -> call(documents, "throwingGetter", "{}"));
  }

  @Test
  void exceptionsPassAsTheyWereThrown() {
    for (Throwable thrown :
        List.of(
            new ToolException("no such order"),
            new IOException("disk"),
            new IllegalStateException("state"),
            new InterruptedException("stop"),
            new StackOverflowError("deep"))) {
      tools.thrown = thrown;
      assertSame(thrown, assertThrows(Throwable.class, () -> call(tools, "failing", "{}")));
    }
  }

  @Test
  void throwableThatIsNeitherIsWrapped() {
    tools.thrown = new Throwable("odd");
    AgentRuntimeException wrapped =
        assertThrows(AgentRuntimeException.class, () -> call(tools, "failing", "{}"));
    assertSame(tools.thrown, wrapped.getCause());
  }

  @Test
  void methodDoesNotRunIfItsArgumentsDoNotFit() {
    Calls.problem(tools, "supplied", "{\"x\":1}");
    assertEquals(0, tools.calls);
  }

  @Test
  void argumentsMadeByAnotherLayerAreReadLikeParsedOnes() throws Exception {
    var object = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    object.put("i", 3.0).put("d", 2).put("f", Float.NaN);
    ToolInvocation invocation =
        new FakeInvocation(ToolArguments.of(object), new FakeContext(Optional.empty()));
    assertTrue(
        Calls.message(
                assertThrows(RuntimeException.class, () -> tool(tools, "numbers").call(invocation)))
            .startsWith("/f must be a number that fits its type"));
    object.put("f", 1.5f);
    assertEquals(new ToolOutcome.Success("3 2.0 1.5"), tool(tools, "numbers").call(invocation));
  }

  enum Level {
    WARN {
      @Override
      public String toString() {
        return "a warning";
      }
    }
  }

  record Entry(String name, Instant at, Duration took, Optional<String> note, OptionalInt size) {}

  /** Something whose getter fails. */
  public static final class Broken {
    private final List<String> names = List.of();

    /** Fails, as there is none. */
    public String getName() {
      return names.getFirst();
    }
  }

  static final class Tools {
    private Throwable thrown = new IOException("unset");
    private @Nullable RunContext context;
    private @Nullable ToolInvocation invocation;
    private int calls;

    @Tool
    String supplied(
        RunContext context, String x, ToolInvocation invocation, @ToolMemoryId String memory) {
      calls++;
      this.context = context;
      this.invocation = invocation;
      return x + " " + memory;
    }

    @Tool
    String numbers(int i, double d, float f) {
      return i + " " + d + " " + f;
    }

    @Tool
    void failing() throws Throwable {
      throw thrown;
    }
  }

  static final class Answers {
    private final ToolOutcome.ToolError outcome = new ToolOutcome.ToolError("no");

    @Tool
    void nothing() {}

    @Tool
    @Nullable String nullText() {
      return null;
    }

    @Tool
    String text() {
      return "plain \"text\"";
    }

    @Tool
    StringBuilder builder() {
      return new StringBuilder("built");
    }

    @Tool
    int number() {
      return 42;
    }

    @Tool
    double fraction() {
      return 1.5;
    }

    @Tool
    boolean yes() {
      return true;
    }

    @Tool
    char letter() {
      return 'x';
    }

    @Tool
    Level level() {
      return Level.WARN;
    }

    @Tool
    Instant instant() {
      return AT;
    }

    @Tool
    Duration duration() {
      return Duration.ofHours(1);
    }

    @Tool
    UUID uuid() {
      return UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
    }

    @Tool
    URI uri() {
      return URI.create("https://example.com");
    }

    @Tool
    Optional<String> present() {
      return Optional.of("a");
    }

    @Tool
    Optional<String> absent() {
      return Optional.empty();
    }

    @Tool
    OptionalInt presentInt() {
      return OptionalInt.of(1);
    }

    @Tool
    OptionalInt absentInt() {
      return OptionalInt.empty();
    }

    @Tool
    Object anything() {
      return "free";
    }

    @Tool
    ToolOutcome outcome() {
      return outcome;
    }

    @Tool
    ToolOutcome.ToolError specificOutcome() {
      return outcome;
    }

    @Tool
    @SuppressWarnings("NullAway") // a tool written without nullness checks
    ToolOutcome noOutcome() {
      return null;
    }
  }

  static final class Documents {
    @Tool
    List<Object> optionalNumbers() {
      return List.of(
          OptionalInt.of(1),
          OptionalLong.of(2),
          OptionalDouble.of(3.5),
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalDouble.empty());
    }

    @Tool
    List<@Nullable Object> list() {
      List<@Nullable Object> list = new ArrayList<>();
      list.add("a");
      list.add(1);
      list.add(null);
      return list;
    }

    @Tool
    Map<String, Object> map() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("a", List.of(1));
      map.put("b", Map.of("at", AT));
      return map;
    }

    @Tool
    Entry record() {
      return new Entry("a", AT, Duration.ofSeconds(1), Optional.empty(), OptionalInt.of(3));
    }

    @Tool
    int[] array() {
      return new int[] {1, 2};
    }

    @Tool
    JsonNode json() {
      return IntNode.valueOf(5);
    }

    @Tool
    List<Object> cyclic() {
      List<Object> list = new ArrayList<>();
      list.add(list);
      return list;
    }

    @Tool
    Object opaque() {
      return new Object();
    }

    @Tool
    Broken throwingGetter() {
      return new Broken();
    }
  }
}

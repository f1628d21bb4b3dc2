package dev.agentruntime.tool.method;

import static dev.agentruntime.tool.method.Calls.problem;
import static dev.agentruntime.tool.method.Calls.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How the problems of one call are told: all at once, bounded, and without what the arguments hold.
 */
class ArgumentProblemsTest {
  private final Tools tools = new Tools();

  @Test
  void problemsOfACallAreToldTogether() {
    assertEquals(
        "3 problems: /srvice is not expected; did you mean service?; /service is missing;"
            + " /count must be an integer, was a string",
        problem(tools, "restart", "{\"srvice\":\"a\",\"count\":\"3\"}"));
  }

  @Test
  void onlyTheFirstFiveProblemsAreTold() {
    String problem =
        problem(tools, "total", "{\"x\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"],\"y\":1}");
    assertTrue(problem.startsWith("more than 5 problems: "), problem);
    assertTrue(problem.endsWith("; and more"), problem);
    assertFalse(problem.contains("/x/4"), problem);
  }

  @Test
  void hugeWrongListCostsNoMoreThanItsFirstElements() {
    String problem = problem(tools, "total", "{\"x\":[" + "\"a\",".repeat(100_000) + "\"a\"]}");
    assertTrue(problem.length() < 400, problem);
  }

  @Test
  void readingStopsWhenEnoughIsWrong() {
    List<JsonNode> read = new ArrayList<>();
    ValueReader refusing =
        node -> {
          read.add(node);
          return Invalid.because("is no good");
        };
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < 100; i++) {
      array.add(i);
      object.put("k" + i, i);
    }
    assertInstanceOf(Invalid.class, new ListReader(refusing, false).read(array));
    assertEquals(Invalid.MAX_PROBLEMS, read.size());
    read.clear();
    assertInstanceOf(Invalid.class, new MapReader(refusing).read(object));
    assertEquals(Invalid.MAX_PROBLEMS, read.size());
  }

  @Test
  void missingNamesAreToldWithoutArguments() {
    assertEquals(
        "2 problems: /service is missing; /count is missing", problem(tools, "restart", "{}"));
  }

  @Test
  void toolWithoutParametersTakesNoArguments() throws Exception {
    assertEquals("ok", text(tools, "bare", "{}"));
    assertEquals("ok", text(tools, "bare", " { } "));
    assertEquals("/x is not expected; nothing is", problem(tools, "bare", "{\"x\":1}"));
  }

  @Test
  void unreadableArgumentsAreRefusedEvenIfNoneAreNeeded() {
    assertTrue(problem(tools, "bare", "{oops").startsWith("arguments must be one JSON object"));
    assertTrue(problem(tools, "bare", "[]").startsWith("arguments must be one JSON object"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jane@example.com", "4111 1111 1111 1111", "5551234567", "", "ключ"})
  void unknownNameThatIsNoIdentifierIsCountedNotShown(String name) {
    String problem =
        problem(tools, "restart", "{\"service\":\"a\",\"count\":1,\"" + name + "\":1}");
    assertTrue(problem.startsWith("/(property 3) is not expected"), problem);
    assertTrue(name.isEmpty() || !problem.contains(name), problem);
  }

  @Test
  void keysOfMapsAreCountedNotShown() {
    String problem = problem(tools, "scores", "{\"x\":{\"jane\":1,\"john\":\"2\"}}");
    assertEquals("/x/(value 2) must be an integer, was a string", problem);
  }

  @Test
  void longUnknownNameIsNotRepeated() {
    String name = "x".repeat(10_000);
    String problem =
        problem(tools, "restart", "{\"service\":\"a\",\"count\":1,\"" + name + "\":1}");
    assertTrue(problem.length() < 200, problem);
  }

  static final class Tools {
    @Tool
    String restart(String service, int count) {
      return service + count;
    }

    @Tool
    String total(List<Integer> x) {
      return x.toString();
    }

    @Tool
    String scores(Map<String, Integer> x) {
      return x.toString();
    }

    @Tool
    String bare() {
      return "ok";
    }
  }
}

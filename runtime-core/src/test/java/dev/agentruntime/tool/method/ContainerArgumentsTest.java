package dev.agentruntime.tool.method;

import static dev.agentruntime.tool.method.Calls.problem;
import static dev.agentruntime.tool.method.Calls.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.tool.ToolException;
import dev.langchain4j.agent.tool.Tool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lists, maps, records and free JSON are read from, and what they are not. */
class ContainerArgumentsTest {
  private final Containers tools = new Containers();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list|[1,2,2]|[1, 2, 2]",
        "list|[]|[]",
        "collection|[\"a\"]|[a]",
        "set|[\"b\",\"a\",\"b\"]|[b, a]",
        "ints|[1,2]|[1, 2]",
        "grid|[[1],[2,3]]|[[1], [2, 3]]",
        "wild|[1,2.5]|[1, 2.5]",
        "map|{\"a\":1,\"b\":2}|{a=1, b=2}",
        "nestedMap|{\"a\":[{\"from\":1,\"to\":2}]}|{a=[Range[from=1, to=2]]}",
        "range|{\"to\":4,\"from\":3}|Range[from=3, to=4]",
        "page|{\"items\":[{\"from\":1,\"to\":2}],\"next\":3}|Page[items=[Range[from=1, to=2]],"
            + " next=3]",
        "tree|{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[]}]}|Tree[name=a,"
            + " children=[Tree[name=b, children=[]]]]",
        "shape|{\"type\":\"Circle\",\"radius\":2}|Circle[radius=2.0]",
        "shape|{\"width\":1,\"height\":2,\"type\":\"Box\"}|Box[width=1, height=2]",
        "shape|{\"type\":\"Nothing\"}|Nothing[]",
        "sum|{\"type\":\"Add\",\"left\":{\"type\":\"Num\",\"value\":1},\"right\":{\"type\":\"Num\",\"value\":2}}|Add[left=Num[value=1],"
            + " right=Num[value=2]]",
        "json|[1,\"a\",null]|[1,\"a\",null]",
        "json|null|null",
        "object|{\"a\":{}}|{\"a\":{}}",
        "array|[1]|[1]",
      })
  void validValueArrivesAsItsType(String tool, String json, String expected) throws Exception {
    assertEquals(expected, text(tools, tool, "{\"x\":" + json + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list|1|/x must be an array, was an integer",
        "list|[1,\"a\"]|/x/1 must be an integer, was a string",
        "list|[1,null]|/x/1 must be an integer, was null",
        "ints|[1,true]|/x/1 must be an integer, was a boolean",
        "ints|{}|/x must be an array, was an object",
        "grid|[[1],[2,\"b\"]]|/x/1/1 must be an integer, was a string",
        "map|{\"k\":\"v\"}|/x/(value 1) must be an integer, was a string",
        "map|[]|/x must be an object, was an array",
        "nestedMap|{\"a\":[],\"b\":[{\"from\":1}]}|/x/(value 2)/0/to is missing",
        "range|{\"from\":1}|/x/to is missing",
        "range|{\"from\":1,\"to\":2,\"form\":1}|/x/form is not expected; did you mean from?",
        "range|7|/x must be an object, was an integer",
        "range|{\"from\":3,\"to\":2}|/x was refused by the checks of Range",
        "range|{\"from\":13,\"to\":14}|/x was refused: thirteen is not served",
        "page|{\"items\":[{\"from\":1,\"to\":\"z\"}],\"next\":3}|/x/items/0/to must be an integer,"
            + " was a string",
        "tree|{\"name\":\"a\",\"children\":[{\"name\":1,\"children\":[]}]}|/x/children/0/name must"
            + " be a string, was an integer",
        "shape|{\"radius\":2}|/x/type is missing; it must be one of Circle, Box, Nothing",
        "shape|{\"type\":\"circle\",\"radius\":2}|/x/type must be one of Circle, Box, Nothing, was"
            + " another string; did you mean Circle?",
        "shape|{\"type\":5}|/x/type must be one of Circle, Box, Nothing, was an integer",
        "shape|{\"type\":\"Box\",\"radius\":2,\"width\":1,\"height\":1}|/x/radius is not expected;"
            + " there are only width, height",
        "shape|\"Circle\"|/x must be an object, was a string",
        "object|[]|/x must be an object, was an array",
        "array|{}|/x must be an array, was an object",
      })
  void otherValueIsRefusedWhereItIs(String tool, String json, String expected) {
    assertEquals(expected, problem(tools, tool, "{\"x\":" + json + "}"));
  }

  @Test
  void eachCallGetsAListOfItsOwnThatItMayChange() throws Exception {
    assertEquals("[1, 9]", text(tools, "changing", "{\"x\":[1]}"));
    assertEquals("[1, 9]", text(tools, "changing", "{\"x\":[1]}"));
  }

  @Test
  void freeJsonIsACopySoThatTheRecordOfTheCallCannotChange() throws Exception {
    FakeInvocation invocation = FakeInvocation.of("{\"x\":{\"a\":1}}");
    Calls.tool(tools, "object").call(invocation);
    assertNotSame(tools.seen, invocation.arguments().object().get("x"));
    assertEquals(tools.seen, invocation.arguments().object().get("x"));
  }

  @Test
  void arrayHasTheComponentTypeOfTheParameter() throws Exception {
    text(tools, "grid", "{\"x\":[[1]]}");
    assertEquals(int[][].class, tools.seen.getClass());
  }

  @Test
  void messageOfARecordsOwnCheckIsNotShown() {
    // It may quote arguments.
    String problem = problem(tools, "range", "{\"x\":{\"from\":3,\"to\":2}}");
    assertTrue(!problem.contains("3") && !problem.contains("2"), problem);
  }

  record Range(int from, int to) {
    Range {
      if (from == 13) {
        throw new ToolException("thirteen is not served");
      }
      if (from > to) {
        throw new IllegalArgumentException("from must be before to, was " + from + " and " + to);
      }
    }
  }

  record Page<T>(List<T> items, int next) {}

  record Tree(String name, List<Tree> children) {}

  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  sealed interface Flat extends Shape {}

  record Box(int width, int height) implements Flat {}

  record Nothing() implements Flat {}

  sealed interface Expression {}

  record Num(int value) implements Expression {}

  record Add(Expression left, Expression right) implements Expression {}

  /** One tool for each type, each answering with what it got. */
  static final class Containers {
    private Object seen = "nothing";

    private String keep(Object x) {
      seen = x;
      return x.toString();
    }

    @Tool
    String list(List<Integer> x) {
      return keep(x);
    }

    @Tool
    String changing(List<Integer> x) {
      x.add(9);
      return keep(x);
    }

    @Tool
    String collection(Collection<String> x) {
      return keep(x);
    }

    @Tool
    String set(Set<String> x) {
      return keep(x);
    }

    @Tool
    String ints(int[] x) {
      return Arrays.toString(x);
    }

    @Tool
    String grid(int[][] x) {
      keep(x);
      return Arrays.deepToString(x);
    }

    @Tool
    String wild(List<? extends java.math.BigDecimal> x) {
      return keep(new ArrayList<>(x));
    }

    @Tool
    String map(Map<String, Integer> x) {
      return keep(x);
    }

    @Tool
    String nestedMap(Map<String, List<Range>> x) {
      return keep(x);
    }

    @Tool
    String range(Range x) {
      return keep(x);
    }

    @Tool
    String page(Page<Range> x) {
      return keep(x);
    }

    @Tool
    String tree(Tree x) {
      return keep(x);
    }

    @Tool
    String shape(Shape x) {
      return keep(x);
    }

    @Tool
    String sum(Expression x) {
      return keep(x);
    }

    @Tool
    String json(JsonNode x) {
      return keep(x);
    }

    @Tool
    String object(ObjectNode x) {
      return keep(x);
    }

    @Tool
    String array(ArrayNode x) {
      return keep(x);
    }
  }
}

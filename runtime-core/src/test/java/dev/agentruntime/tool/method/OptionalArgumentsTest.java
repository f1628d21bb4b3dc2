package dev.agentruntime.tool.method;

import static dev.agentruntime.tool.method.Calls.problem;
import static dev.agentruntime.tool.method.Calls.text;
import static dev.agentruntime.tool.method.Calls.tool;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands for arguments that are left out. */
class OptionalArgumentsTest {
  private final Opt tools = new Opt();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optional|{}|Optional.empty",
        "optional|{\"x\":null}|Optional.empty",
        "optional|{\"x\":\"a\"}|Optional[a]",
        "numbers|{}|OptionalInt.empty OptionalLong.empty OptionalDouble.empty",
        "numbers|{\"i\":1,\"l\":2,\"d\":3}|OptionalInt[1] OptionalLong[2] OptionalDouble[3.0]",
        "list|{\"x\":[1]}|Optional[[1]]",
        "nullable|{}|null",
        "nullable|{\"x\":null}|null",
        "nullable|{\"x\":\"a\"}|a",
        "defaults|{}|7 two words [1, 2] WARN 2026-03-14",
        "defaults|{\"i\":1,\"s\":\"b\",\"l\":[],\"e\":\"INFO\",\"d\":null}|1 b [] INFO"
            + " 2026-03-14",
        "quoted|{}|WARN",
        "component|{\"x\":{\"a\":\"b\"}}|Parts[a=b, b=Optional.empty, c=null, d=5]",
        "component|{\"x\":{\"a\":\"b\",\"b\":1,\"c\":\"e\",\"d\":6}}|Parts[a=b, b=Optional[1], c=e,"
            + " d=6]",
      })
  void leftOutArgumentIsWhatItsDeclarationSays(String tool, String json, String expected)
      throws Exception {
    assertEquals(expected, text(tools, tool, json));
  }

  @Test
  void emptyTextAndNoTextMeanNoArguments() throws Exception {
    assertEquals("Optional.empty", text(tools, "optional", ""));
    assertEquals("Optional.empty", text(tools, "optional", "  "));
  }

  @Test
  void optionalArgumentOfTheWrongTypeIsStillRefused() {
    assertEquals("/x must be a string, was an integer", problem(tools, "optional", "{\"x\":1}"));
    assertEquals("/i must be an integer, was a string", problem(tools, "numbers", "{\"i\":\"1\"}"));
    assertEquals("/i must be an integer, was an array", problem(tools, "defaults", "{\"i\":[]}"));
  }

  @Test
  void onlyArgumentsThatMustBeThereAreRequiredInTheSpecification() {
    assertEquals(List.of(), tool(tools, "optional").specification().parameters().required());
    assertEquals(List.of(), tool(tools, "defaults").specification().parameters().required());
    assertEquals(List.of("x"), tool(tools, "component").specification().parameters().required());
  }

  @Test
  void eachCallGetsADefaultListOfItsOwn() throws Exception {
    assertEquals("[1, 2, 3]", text(tools, "changing", "{}"));
    assertEquals("[1, 2, 3]", text(tools, "changing", "{}"));
  }

  enum Level {
    INFO,
    WARN
  }

  record Parts(
      String a,
      Optional<Integer> b,
      @P(required = false) @Nullable String c,
      @P(defaultValue = "5") int d) {}

  static final class Opt {
    @Tool
    String optional(Optional<String> x) {
      return x.toString();
    }

    @Tool
    String numbers(OptionalInt i, OptionalLong l, OptionalDouble d) {
      return i + " " + l + " " + d;
    }

    @Tool
    String list(Optional<List<Integer>> x) {
      return x.toString();
    }

    @Tool
    String nullable(@P(required = false) @Nullable String x) {
      return String.valueOf(x);
    }

    @Tool
    String defaults(
        @P(defaultValue = "7") int i,
        @P(defaultValue = "two words") String s,
        @P(defaultValue = "[1,2]") List<Integer> l,
        @P(defaultValue = "WARN") Level e,
        @P(defaultValue = "2026-03-14") LocalDate d) {
      return i + " " + s + " " + l + " " + e + " " + d;
    }

    @Tool
    String quoted(@P(defaultValue = "\"WARN\"") Level x) {
      return x.name();
    }

    @Tool
    String changing(@P(defaultValue = "[1,2]") List<Integer> x) {
      x.add(3);
      return x.toString();
    }

    @Tool
    String component(Parts x) {
      return x.toString();
    }
  }
}

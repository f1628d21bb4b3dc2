package dev.agentruntime.tool.method;

import static dev.agentruntime.tool.method.Calls.tool;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.tool.ToolInvocation;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.SearchBehavior;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolMemoryId;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.langchain4j.model.output.structured.Description;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the model is told of a tool method. */
class SpecificationTest {
  private final Tools tools = new Tools();

  private ToolSpecification specification(String name) {
    return tool(tools, name).specification();
  }

  private JsonSchemaElement parameter(String tool) {
    return java.util.Objects.requireNonNull(specification(tool).parameters().properties().get("x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "renamed",
        "lines",
        "described",
        "optional",
        "metadata",
        "visible",
        "bare"
      })
  void nameDescriptionAndMetadataAreThoseOfLangchain4j(String name) {
    ToolSpecification theirs =
        ToolSpecifications.toolSpecificationsFrom(tools).stream()
            .filter(specification -> specification.name().equals(name))
            .findFirst()
            .orElseThrow();
    ToolSpecification ours = specification(name);
    assertEquals(theirs.description(), ours.description());
    assertEquals(theirs.metadata(), ours.metadata());
    assertEquals(closed(theirs.parameters()), ours.parameters());
  }

  /** Ours say that no other properties are accepted, which langchain4j leaves open. */
  private static @Nullable JsonObjectSchema closed(@Nullable JsonObjectSchema schema) {
    return schema == null ? null : schema.toBuilder().additionalProperties(false).build();
  }

  @Test
  void toolWithoutArgumentsHasNoParameters() {
    assertNull(specification("bare").parameters());
    assertNull(specification("supplied").parameters());
  }

  @Test
  void whatTheRuntimeSuppliesIsNotInTheSpecification() {
    assertEquals(
        List.of("x"), List.copyOf(specification("mixed").parameters().properties().keySet()));
  }

  @Test
  void stringOfAFormSaysWhichForm() {
    assertEquals(
        JsonStringSchema.builder()
            .description("the first day (an ISO-8601 date, such as 2026-03-14)")
            .build(),
        parameter("date"));
  }

  @Test
  void classIsDescribedByItsAnnotationUnlessItsUseIs() {
    assertEquals("how bad it is", parameter("level").description());
    assertEquals("how bad it was", parameter("describedLevel").description());
    assertEquals("a span of days", parameter("range").description());
  }

  @Test
  void recordHasItsComponentsWithTheirDescriptions() {
    JsonObjectSchema expected =
        JsonObjectSchema.builder()
            .description("a span of days")
            .addProperty("from", JsonIntegerSchema.builder().description("first day").build())
            .addProperty("to", JsonIntegerSchema.builder().description("last day").build())
            .addProperty("note", JsonStringSchema.builder().build())
            .required("from", "to")
            .additionalProperties(false)
            .build();
    assertEquals(expected, parameter("range"));
  }

  @Test
  void recursiveRecordIsAReferenceToADefinition() {
    JsonObjectSchema parameters = specification("tree").parameters();
    JsonObjectSchema node =
        JsonObjectSchema.builder()
            .addProperty(
                "children",
                JsonArraySchema.builder()
                    .items(JsonReferenceSchema.builder().reference("Tree").build())
                    .build())
            .required("children")
            .additionalProperties(false)
            .build();
    assertEquals(Map.of("Tree", node), parameters.definitions());
    assertEquals(node, parameters.properties().get("x"));
    assertEquals(
        JsonReferenceSchema.builder().reference("Tree").build(), parameters.properties().get("y"));
  }

  @Test
  void recordsOfASealedInterfaceAreToldApartByAProperty() {
    assertEquals(
        "AnyOf[{type=Enum[Circle], radius=Number}, {type=Enum[Nothing]}]",
        Outline.of(parameter("shape")));
  }

  @Test
  void mapSaysWhatItsValuesAre() {
    assertEquals(
        JsonRawSchema.builder()
            .schema(
                "{\"type\":\"object\",\"description\":\"by \\\"name\\\"\","
                    + "\"additionalProperties\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"INFO\",\"WARN\"],\"description\":\"how"
                    + " bad it is\"}}}")
            .build(),
        parameter("map"));
  }

  @Test
  void freeJsonIsAnything() {
    assertEquals(
        JsonRawSchema.builder().schema("{\"description\":\"anything\"}").build(),
        parameter("json"));
  }

  @Test
  void enumListsItsConstantsByName() {
    assertEquals(List.of("INFO", "WARN"), ((JsonEnumSchema) parameter("level")).enumValues());
  }

  /** A short text of a schema. */
  private static final class Outline {
    static String of(JsonSchemaElement element) {
      return switch (element) {
        case dev.langchain4j.model.chat.request.json.JsonAnyOfSchema anyOf ->
            "AnyOf" + anyOf.anyOf().stream().map(Outline::of).toList();
        case JsonObjectSchema object -> {
          StringBuilder text = new StringBuilder();
          object
              .properties()
              .forEach((name, type) -> text.append(", ").append(name).append('=').append(of(type)));
          yield "{" + text.substring(2) + "}";
        }
        case JsonEnumSchema values -> "Enum" + values.enumValues();
        default -> element.getClass().getSimpleName().replaceAll("Json|Schema", "");
      };
    }
  }

  @Description("how bad it is")
  enum Level {
    INFO,
    WARN
  }

  @Description("a span of days")
  record Range(@P("first day") int from, @Description("last day") int to, Optional<String> note) {}

  record Tree(List<Tree> children) {}

  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  record Nothing() implements Shape {}

  static final class Tools {
    @Tool
    String plain(String x, int count, List<String> names, boolean b, double d) {
      return x;
    }

    @Tool(name = "renamed")
    String original(@P(name = "other") String x) {
      return x;
    }

    @Tool({"First line.", "Second line."})
    String lines(@P("the x") String x) {
      return x;
    }

    @Tool("Does it.")
    String described(
        @P(description = "the x") String x, @P(value = "the level", required = false) String y) {
      return x + y;
    }

    @Tool
    String optional(@P("maybe") Optional<String> x, @P(defaultValue = "3") int y) {
      return x.toString() + y;
    }

    @Tool(metadata = "{\"approval\":{\"by\":\"owner\"},\"n\":1}")
    String metadata() {
      return "";
    }

    @Tool(searchBehavior = SearchBehavior.ALWAYS_VISIBLE)
    String visible() {
      return "";
    }

    @Tool
    String bare() {
      return "";
    }

    @Tool
    String supplied(RunContext context, @ToolMemoryId String memory) {
      return memory;
    }

    @Tool
    String mixed(ToolInvocation invocation, String x, RunContext context) {
      return x;
    }

    @Tool
    String date(@P("the first day") LocalDate x) {
      return x.toString();
    }

    @Tool
    String level(Level x) {
      return x.name();
    }

    @Tool
    String describedLevel(@P("how bad it was") Level x) {
      return x.name();
    }

    @Tool
    String range(Range x) {
      return x.toString();
    }

    @Tool
    String tree(Tree x, Tree y) {
      return x.toString() + y;
    }

    @Tool
    String shape(Shape x) {
      return x.toString();
    }

    @Tool
    String map(@P("by \"name\"") Map<String, List<Level>> x) {
      return x.toString();
    }

    @Tool
    String json(@P("anything") JsonNode x) {
      return x.toString();
    }
  }
}

package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the tools of a corpus describe themselves. Immutable. */
final class ToolSchemas {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, ToolSpecification> byName;

  private ToolSchemas(Map<String, ToolSpecification> byName) {
    this.byName = Map.copyOf(byName);
  }

  /** The descriptions in {@code tools.jsonl} beside a file; none if there is no such file. */
  static ToolSchemas beside(String file) {
    Path path = Path.of(file).resolveSibling("tools.jsonl");
    Map<String, ToolSpecification> byName = new HashMap<>();
    if (Files.isRegularFile(path)) {
      try (BufferedReader rows = Files.newBufferedReader(path)) {
        for (String row = rows.readLine(); row != null; row = rows.readLine()) {
          ToolSpecification tool = specification(JSON.readTree(row));
          byName.put(tool.name(), tool);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(path + " cannot be read", e);
      }
    }
    return new ToolSchemas(byName);
  }

  private static ToolSpecification specification(JsonNode tool) {
    JsonNode parameters = tool.path("parameters");
    JsonObjectSchema.Builder schema = JsonObjectSchema.builder();
    parameters
        .path("properties")
        .properties()
        .forEach(p -> schema.addProperty(p.getKey(), element(p.getValue())));
    Map<String, JsonSchemaElement> definitions = new HashMap<>();
    parameters
        .path("$defs")
        .properties()
        .forEach(p -> definitions.put(p.getKey(), raw(p.getValue())));
    List<String> required = new ArrayList<>();
    parameters.path("required").forEach(name -> required.add(name.asText()));
    return ToolSpecification.builder()
        .name(tool.path("name").asText())
        .description(tool.path("description").asText())
        .parameters(schema.required(required).definitions(definitions).build())
        .build();
  }

  /** As a client would hand it on: typed where langchain4j has the type. */
  private static JsonSchemaElement element(JsonNode schema) {
    String about = schema.path("description").asText();
    JsonNode values = schema.path("enum");
    if (values.isArray()) {
      List<String> names = new ArrayList<>();
      values.forEach(value -> names.add(value.asText()));
      return JsonEnumSchema.builder().enumValues(names).description(about).build();
    }
    return switch (schema.path("type").asText()) {
      case "string" -> JsonStringSchema.builder().description(about).build();
      case "boolean" -> JsonBooleanSchema.builder().description(about).build();
      case "integer" -> JsonIntegerSchema.builder().description(about).build();
      case "number" -> JsonNumberSchema.builder().description(about).build();
      default -> raw(schema);
    };
  }

  private static JsonRawSchema raw(JsonNode schema) {
    return JsonRawSchema.from(schema.toString());
  }

  /** How a tool describes itself, or else what can be told from a call of it. */
  ToolSpecification of(ScriptedCall call) {
    ToolSpecification known = byName.get(call.tool());
    if (known != null) {
      return known;
    }
    JsonObjectSchema.Builder schema = JsonObjectSchema.builder();
    call.arguments()
        .fieldNames()
        .forEachRemaining(name -> schema.addProperty(name, raw(JSON.createObjectNode())));
    return ToolSpecification.builder().name(call.tool()).parameters(schema.build()).build();
  }
}

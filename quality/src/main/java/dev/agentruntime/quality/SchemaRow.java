package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.agentruntime.json.Extent;
import dev.agentruntime.json.schema.JsonSchema;
import dev.agentruntime.json.schema.SchemaDecoded;
import dev.agentruntime.json.schema.SchemaDecoder;
import java.util.HashMap;
import java.util.Map;

/**
 * Decodes a row against its schema. Some schemas give values and properties a second name, which is
 * the one the model was shown ({@code x-aliases}, {@code x-alias}); the library knows no such
 * thing, so the schema is put into those names before and the value out of them after.
 */
final class SchemaRow {
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();

  private SchemaRow() {}

  static JsonContestant.Answer decode(String text, JsonNode schema, Extent extent) {
    SchemaRow row = new SchemaRow();
    JsonSchema compiled;
    try {
      compiled = JsonSchema.of(row.shown(schema));
    } catch (IllegalArgumentException _) {
      return JsonContestant.Answer.NONE; // a schema that is none
    }
    return switch (SchemaDecoder.of(compiled).reading(extent).decode(text)) {
      case SchemaDecoded.Fits fits ->
          new JsonContestant.Answer(row.named(fits.value()), !fits.isUnchanged());
      case SchemaDecoded.Misfit _ -> JsonContestant.Answer.NONE;
    };
  }

  /** The schema in the names the model was shown. */
  private JsonNode shown(JsonNode schema) {
    if (schema instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      array.forEach(element -> copy.add(shown(element)));
      return copy;
    }
    if (!(schema instanceof ObjectNode object)) {
      return schema;
    }
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    JsonNode aliases = object.path("x-aliases");
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      JsonNode value = entry.getValue();
      copy.set(
          entry.getKey(),
          switch (entry.getKey()) {
            case "enum" -> values(value, aliases);
            case "properties" -> properties(value);
            case "required" -> value;
            default -> shown(value);
          });
    }
    if (copy.has("required") && object.has("properties")) {
      copy.set("required", required(object.get("required"), object.get("properties")));
    }
    return copy;
  }

  private JsonNode values(JsonNode allowed, JsonNode aliases) {
    ArrayNode copy = JsonNodeFactory.instance.arrayNode();
    for (JsonNode value : allowed) {
      String alias = aliases.path(value.asText()).asText(value.asText());
      copy.add(value.isTextual() ? TextNode.valueOf(alias(values, value.asText(), alias)) : value);
    }
    return copy;
  }

  private JsonNode properties(JsonNode properties) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      String alias = property.getValue().path("x-alias").asText(property.getKey());
      copy.set(alias(names, property.getKey(), alias), shown(property.getValue()));
    }
    return copy;
  }

  private static JsonNode required(JsonNode required, JsonNode properties) {
    ArrayNode copy = JsonNodeFactory.instance.arrayNode();
    required.forEach(
        name -> copy.add(properties.path(name.asText()).path("x-alias").asText(name.asText())));
    return copy;
  }

  private static String alias(Map<String, String> known, String name, String alias) {
    if (!name.equals(alias)) {
      known.put(alias, name);
    }
    return alias;
  }

  /** The value in the names the row's answer has. */
  private JsonNode named(JsonNode value) {
    if (value.isTextual()) {
      String name = values.get(value.textValue());
      return name == null ? value : TextNode.valueOf(name);
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      array.forEach(element -> copy.add(named(element)));
      return copy;
    }
    if (value instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      object
          .properties()
          .forEach(e -> copy.set(names.getOrDefault(e.getKey(), e.getKey()), named(e.getValue())));
      return copy;
    }
    return value;
  }
}

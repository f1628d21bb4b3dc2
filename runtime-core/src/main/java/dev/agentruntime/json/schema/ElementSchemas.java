package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes langchain4j's typed schemas as JSON Schema, so that there is one compiler. Stateless. */
final class ElementSchemas {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ElementSchemas() {}

  static JsonNode toJson(@Nullable JsonSchemaElement element) {
    JsonNode schema =
        switch (element) {
          case null -> NODES.objectNode();
          case JsonObjectSchema object -> object(object);
          case JsonArraySchema array -> typed("array").set("items", toJson(array.items()));
          case JsonStringSchema _ -> typed("string");
          case JsonIntegerSchema _ -> typed("integer");
          case JsonNumberSchema _ -> typed("number");
          case JsonBooleanSchema _ -> typed("boolean");
          case JsonNullSchema _ -> typed("null");
          case JsonEnumSchema values -> typed("string").set("enum", strings(values.enumValues()));
          case JsonAnyOfSchema anyOf -> {
            ArrayNode branches = NODES.arrayNode();
            anyOf.anyOf().forEach(branch -> branches.add(toJson(branch)));
            yield NODES.objectNode().set("anyOf", branches);
          }
          case JsonReferenceSchema reference ->
              NODES.objectNode().put("$ref", SchemaCompiler.DEFS + reference.reference());
          case JsonRawSchema raw -> raw(raw);
          default ->
              throw new IllegalArgumentException(
                  "a schema element must be one of langchain4j's own, was "
                      + element.getClass().getName());
        };
    if (element != null && element.description() != null && schema instanceof ObjectNode object) {
      object.put("description", element.description());
    }
    return schema;
  }

  private static ObjectNode typed(String type) {
    return NODES.objectNode().put("type", type);
  }

  private static ObjectNode object(JsonObjectSchema object) {
    ObjectNode schema = typed("object");
    schema.set("properties", map(object.properties()));
    if (object.required() != null && !object.required().isEmpty()) {
      schema.set("required", strings(object.required()));
    }
    if (object.additionalProperties() != null) {
      schema.put("additionalProperties", object.additionalProperties());
    }
    if (object.definitions() != null && !object.definitions().isEmpty()) {
      schema.set("$defs", map(object.definitions()));
    }
    return schema;
  }

  private static ObjectNode map(@Nullable Map<String, JsonSchemaElement> elements) {
    ObjectNode map = NODES.objectNode();
    if (elements != null) {
      elements.forEach((name, element) -> map.set(name, toJson(element)));
    }
    return map;
  }

  private static ArrayNode strings(Iterable<String> strings) {
    ArrayNode array = NODES.arrayNode();
    strings.forEach(array::add);
    return array;
  }

  private static JsonNode raw(JsonRawSchema raw) {
    JsonNode schema = EmbeddedJson.parse(raw.schema());
    if (schema == null) {
      throw new IllegalArgumentException("a raw schema must be JSON text, was something else");
    }
    return schema;
  }
}

package dev.agentruntime.tool.method;

import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schema as text, for what langchain4j's typed elements cannot say: maps and free JSON.
 * Written by hand, so that describing a tool needs no JSON library. Stateless.
 */
final class SchemaText {
  private SchemaText() {}

  /** Any JSON at all. */
  static JsonSchemaElement any(@Nullable String description) {
    StringBuilder text = new StringBuilder("{");
    description(text, description);
    return raw(text.append('}'));
  }

  /** An array of anything. */
  static JsonSchemaElement anyArray(@Nullable String description) {
    StringBuilder text = new StringBuilder("{\"type\":\"array\"");
    description(text, description);
    return raw(text.append('}'));
  }

  /** An object with any keys and values of one type. */
  static JsonSchemaElement map(JsonSchemaElement values, @Nullable String description) {
    StringBuilder text = new StringBuilder("{\"type\":\"object\"");
    description(text, description);
    element(text.append(",\"additionalProperties\":"), values);
    return raw(text.append('}'));
  }

  private static JsonSchemaElement raw(StringBuilder text) {
    return JsonRawSchema.builder().schema(text.toString()).build();
  }

  private static void element(StringBuilder text, JsonSchemaElement element) {
    switch (element) {
      case JsonRawSchema raw -> text.append(raw.schema());
      case JsonReferenceSchema reference ->
          string(text.append("{\"$ref\":"), "#/$defs/" + reference.reference()).append('}');
      case JsonAnyOfSchema anyOf -> {
        text.append("{\"anyOf\":[");
        elements(text, anyOf.anyOf()).append(']');
        end(text, anyOf);
      }
      case JsonObjectSchema object -> object(text, object);
      case JsonArraySchema array -> {
        element(text.append("{\"type\":\"array\",\"items\":"), array.items());
        end(text, array);
      }
      case JsonEnumSchema values -> {
        text.append("{\"type\":\"string\",\"enum\":");
        end(strings(text, values.enumValues()), values);
      }
      case JsonStringSchema s -> end(text.append("{\"type\":\"string\""), s);
      case JsonIntegerSchema i -> end(text.append("{\"type\":\"integer\""), i);
      case JsonNumberSchema n -> end(text.append("{\"type\":\"number\""), n);
      case JsonBooleanSchema b -> end(text.append("{\"type\":\"boolean\""), b);
      default ->
          throw new IllegalArgumentException(
              "schema must be of a kind made here, was " + element.getClass());
    }
  }

  private static void object(StringBuilder text, JsonObjectSchema object) {
    text.append("{\"type\":\"object\",\"properties\":{");
    boolean first = true;
    for (Map.Entry<String, JsonSchemaElement> property : object.properties().entrySet()) {
      string(first ? text : text.append(','), property.getKey()).append(':');
      element(text, property.getValue());
      first = false;
    }
    strings(text.append("},\"required\":"), object.required());
    text.append(",\"additionalProperties\":")
        .append(!Boolean.FALSE.equals(object.additionalProperties()));
    end(text, object);
  }

  private static StringBuilder elements(
      StringBuilder text, Collection<JsonSchemaElement> elements) {
    boolean first = true;
    for (JsonSchemaElement element : elements) {
      element(first ? text : text.append(','), element);
      first = false;
    }
    return text;
  }

  private static StringBuilder strings(StringBuilder text, Collection<String> strings) {
    text.append('[');
    boolean first = true;
    for (String string : strings) {
      string(first ? text : text.append(','), string);
      first = false;
    }
    return text.append(']');
  }

  private static void end(StringBuilder text, JsonSchemaElement element) {
    description(text, element.description());
    text.append('}');
  }

  private static void description(StringBuilder text, @Nullable String description) {
    if (description != null) {
      string(text.append(text.length() > 1 ? "," : "").append("\"description\":"), description);
    }
  }

  /** A JSON string: quotes, backslashes and control characters escaped. */
  static StringBuilder string(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append("\\u00")
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      } else {
        text.append(c);
      }
    }
    return text.append('"');
  }
}

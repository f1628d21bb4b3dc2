package dev.agentruntime.tool.method;

import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import org.jspecify.annotations.Nullable;

/**
 * The types that have no parts. By name, so that none of them is loaded for the sake of the others.
 * Stateless.
 */
final class Scalars {
  private Scalars() {}

  /** The value of a type by the name of its class, or null if it is none of these. */
  static @Nullable Value compile(String type, @Nullable String description) {
    return switch (type) {
      case "java.lang.String" ->
          new Value(
              JsonStringSchema.builder().description(description).build(),
              new StringReader(),
              Value.Shape.STRING);
      case "boolean", "java.lang.Boolean" ->
          new Value(
              JsonBooleanSchema.builder().description(description).build(),
              new BooleanReader(),
              Value.Shape.SCALAR);
      case "byte", "java.lang.Byte" -> integer(Integers.Width.BYTE, description);
      case "short", "java.lang.Short" -> integer(Integers.Width.SHORT, description);
      case "int", "java.lang.Integer" -> integer(Integers.Width.INT, description);
      case "long", "java.lang.Long" -> integer(Integers.Width.LONG, description);
      case "java.math.BigInteger" ->
          new Value(
              integerSchema(description), new Decimals(Decimals.Kind.INTEGER), Value.Shape.SCALAR);
      case "float", "java.lang.Float" -> number(Decimals.Kind.FLOAT, description);
      case "double", "java.lang.Double" -> number(Decimals.Kind.DOUBLE, description);
      case "java.math.BigDecimal" -> number(Decimals.Kind.DECIMAL, description);
      case "com.fasterxml.jackson.databind.JsonNode" ->
          new Value(
              SchemaText.any(description),
              new JsonReader(JsonReader.Kind.ANY),
              Value.Shape.CONTAINER);
      case "com.fasterxml.jackson.databind.node.ObjectNode" ->
          new Value(
              JsonObjectSchema.builder()
                  .additionalProperties(true)
                  .description(description)
                  .build(),
              new JsonReader(JsonReader.Kind.OBJECT),
              Value.Shape.CONTAINER);
      case "com.fasterxml.jackson.databind.node.ArrayNode" ->
          new Value(
              SchemaText.anyArray(description),
              new JsonReader(JsonReader.Kind.ARRAY),
              Value.Shape.CONTAINER);
      default -> text(type, description);
    };
  }

  private static @Nullable Value text(String type, @Nullable String description) {
    TextForm form =
        switch (type) {
          case "char", "java.lang.Character" -> TextForm.CHARACTER;
          case "java.time.LocalDate" -> TextForm.LOCAL_DATE;
          case "java.time.LocalTime" -> TextForm.LOCAL_TIME;
          case "java.time.LocalDateTime" -> TextForm.LOCAL_DATE_TIME;
          case "java.time.Instant" -> TextForm.INSTANT;
          case "java.time.OffsetDateTime" -> TextForm.OFFSET_DATE_TIME;
          case "java.time.ZonedDateTime" -> TextForm.ZONED_DATE_TIME;
          case "java.time.Duration" -> TextForm.DURATION;
          case "java.util.UUID" -> TextForm.UUID;
          case "java.net.URI" -> TextForm.URI;
          default -> null;
        };
    if (form == null) {
      return null;
    }
    String described =
        description == null ? form.description() : description + " (" + form.description() + ")";
    return new Value(
        JsonStringSchema.builder().description(described).build(),
        new TextReader(form),
        Value.Shape.STRING);
  }

  private static Value integer(Integers.Width width, @Nullable String description) {
    return new Value(integerSchema(description), new Integers(width), Value.Shape.SCALAR);
  }

  private static JsonIntegerSchema integerSchema(@Nullable String description) {
    return JsonIntegerSchema.builder().description(description).build();
  }

  private static Value number(Decimals.Kind kind, @Nullable String description) {
    return new Value(
        JsonNumberSchema.builder().description(description).build(),
        new Decimals(kind),
        Value.Shape.SCALAR);
  }
}

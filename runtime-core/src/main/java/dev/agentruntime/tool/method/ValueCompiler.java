package dev.agentruntime.tool.method;

import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.output.structured.Description;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles the types of one method's parameters. Confined to the thread compiling the method. */
final class ValueCompiler {
  /**
   * Deeper types make specifications no model can follow. Recursive types are compiled once and do
   * not count.
   */
  private static final int MAX_DEPTH = 16;

  private final RecordCompiler records = new RecordCompiler(this);
  private int depth;

  /** The types that refer to themselves, by the name they are referred to. */
  Map<String, JsonSchemaElement> definitions() {
    return records.definitions();
  }

  /**
   * Compiles a type.
   *
   * @param description what the model is told of this use of it, or null
   */
  Value compile(TypeRef type, @Nullable String description, Site site) {
    Value scalar = Scalars.compile(type.raw().getName(), description);
    if (scalar != null) {
      return scalar;
    }
    if (++depth > MAX_DEPTH) {
      throw site.refuse("has types nested deeper than " + MAX_DEPTH, "take simpler arguments");
    }
    Value value =
        compileOther(type, description == null ? describedBy(type.raw()) : description, site);
    depth--;
    return value;
  }

  private Value compileOther(TypeRef type, @Nullable String description, Site site) {
    Class<?> raw = type.raw();
    if (raw.isEnum()) {
      return enumeration(raw, description, site);
    }
    if (raw.isArray()) {
      Value element = compile(type.arguments().getFirst(), null, site.element());
      return array(element, new ArrayReader(element.reader(), raw.getComponentType()), description);
    }
    if (raw == List.class || raw == java.util.Collection.class || raw == java.util.Set.class) {
      Value element = element(type, 0, site);
      return array(
          element, new ListReader(element.reader(), raw == java.util.Set.class), description);
    }
    if (raw == Map.class) {
      return map(type, description, site);
    }
    if (raw.isRecord()) {
      return records.record(type, description, site);
    }
    if (raw.isSealed() && raw.isInterface()) {
      return records.variants(type, description, site);
    }
    throw Unusable.type(type, site);
  }

  private static Value enumeration(Class<?> raw, @Nullable String description, Site site) {
    EnumReader reader = new EnumReader(raw);
    if (reader.names().isEmpty()) {
      throw site.refuse(
          "is the enum " + raw.getSimpleName() + " without constants", "give it some");
    }
    JsonSchemaElement schema =
        JsonEnumSchema.builder().enumValues(reader.names()).description(description).build();
    return new Value(schema, reader, Value.Shape.STRING);
  }

  private static Value array(Value element, ValueReader reader, @Nullable String description) {
    JsonSchemaElement schema =
        JsonArraySchema.builder().items(element.schema()).description(description).build();
    return new Value(schema, reader, Value.Shape.CONTAINER);
  }

  private Value map(TypeRef type, @Nullable String description, Site site) {
    if (!type.arguments().isEmpty() && type.arguments().getFirst().raw() != String.class) {
      throw site.refuse(
          "has the type " + type + ", but the keys of a JSON object are strings",
          "use Map<String, ...>");
    }
    Value element = element(type, 1, site);
    JsonSchemaElement schema = SchemaText.map(element.schema(), description);
    return new Value(schema, new MapReader(element.reader()), Value.Shape.CONTAINER);
  }

  private Value element(TypeRef type, int argument, Site site) {
    if (type.arguments().isEmpty()) {
      throw site.refuse(
          "has the type " + type + " of nobody knows what",
          "say of what, such as " + type + "<String>");
    }
    return compile(type.arguments().get(argument), null, site.element());
  }

  /** What langchain4j's annotation on a class says, or null. */
  static @Nullable String describedBy(java.lang.reflect.AnnotatedElement element) {
    Description description = element.getAnnotation(Description.class);
    return description == null ? null : String.join(" ", description.value());
  }
}

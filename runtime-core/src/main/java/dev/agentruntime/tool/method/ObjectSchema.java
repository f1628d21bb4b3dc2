package dev.agentruntime.tool.method;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers the properties of an object schema. Confined to the thread compiling a method. */
final class ObjectSchema {
  private final JsonObjectSchema.Builder builder =
      JsonObjectSchema.builder().additionalProperties(false);
  private final Set<String> names = new HashSet<>();
  private final List<String> required = new ArrayList<>();

  /** Adds a property; false if there is one of that name. */
  boolean add(String name, JsonSchemaElement schema, boolean mandatory) {
    if (!names.add(name)) {
      return false;
    }
    builder.addProperty(name, schema);
    if (mandatory) {
      required.add(name);
    }
    return true;
  }

  JsonObjectSchema build(@Nullable String description) {
    return builder.required(required).description(description).build();
  }

  JsonObjectSchema buildRoot(Map<String, JsonSchemaElement> definitions) {
    if (!definitions.isEmpty()) {
      builder.definitions(definitions);
    }
    return build(null);
  }
}

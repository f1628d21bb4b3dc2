package dev.agentruntime.tool.method;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes values a JSON Schema allows, and values it does not, knowing nothing but the schema as a
 * model gets it. Confined to one thread.
 */
final class SchemaWalk {
  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Deeper than this, what may be left out is, so that recursive types end. */
  private static final int DEEP = 4;

  private final JsonNode root;
  private final Random random;
  private final List<Wrong> wrongs = new ArrayList<>();

  SchemaWalk(JsonNode schema, Random random) {
    this.root = schema;
    this.random = random;
  }

  /** What langchain4j's providers send. */
  static JsonNode sent(JsonObjectSchema schema) throws JsonProcessingException {
    return JSON.readTree(JSON.writeValueAsString(JsonSchemaElementUtils.toMap(schema)));
  }

  /** A valid value; also notes the ways to make it invalid. */
  ObjectNode valid() {
    wrongs.clear();
    return object(root, "", 0);
  }

  /** The ways to make the last value invalid. */
  List<Wrong> wrongs() {
    return wrongs;
  }

  /** A way to spoil a value, and where a reader must see it. */
  record Wrong(String path, String what, Runnable spoil) {}

  private JsonNode value(JsonNode schema, String path, int depth) {
    if (schema.has("$ref")) {
      String name = schema.get("$ref").textValue().substring("#/$defs/".length());
      return value(root.get("$defs").get(name), path, depth);
    }
    if (schema.has("anyOf")) {
      JsonNode options = schema.get("anyOf");
      return value(options.get(depth > DEEP ? 0 : random.nextInt(options.size())), path, depth);
    }
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    if (!schema.has("type")) {
      return random.nextBoolean()
          ? NODES.numberNode(random.nextInt())
          : NODES.arrayNode().add("free");
    }
    return switch (schema.get("type").textValue()) {
      case "object" -> object(schema, path, depth);
      case "array" -> array(schema, path, depth);
      case "integer" -> NODES.numberNode(random.nextInt());
      case "number" -> NODES.numberNode(random.nextGaussian());
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "string" -> NODES.textNode(text(schema));
      default -> throw new AssertionError(schema);
    };
  }

  /** The example a description gives, or else anything. */
  private String text(JsonNode schema) {
    String description = schema.path("description").asText();
    int example = description.indexOf("such as ");
    if (example >= 0) {
      String text = description.substring(example + "such as ".length());
      return text.endsWith(")") ? text.substring(0, text.length() - 1) : text;
    }
    return "any text " + random.nextInt();
  }

  private ArrayNode array(JsonNode schema, String path, int depth) {
    ArrayNode array = NODES.arrayNode();
    int size = depth > DEEP ? 0 : random.nextInt(3);
    for (int i = 0; i < size && schema.has("items"); i++) {
      String at = path + "/" + i;
      JsonNode items = schema.get("items");
      array.add(value(items, at, depth + 1));
      int index = i;
      wrongs.add(new Wrong(at, "another type", () -> array.set(index, other(items))));
      wrongs.add(new Wrong(at, "null", () -> array.set(index, NODES.nullNode())));
    }
    return array;
  }

  private ObjectNode object(JsonNode schema, String path, int depth) {
    ObjectNode object = NODES.objectNode();
    if (!schema.has("properties")) {
      map(schema.get("additionalProperties"), object, path, depth);
      return object;
    }
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.textValue()));
    for (Map.Entry<String, JsonNode> property : schema.get("properties").properties()) {
      String name = property.getKey();
      boolean mandatory = required.contains(name);
      if (mandatory || (depth <= DEEP && random.nextBoolean())) {
        String at = path + "/" + name;
        object.set(name, value(property.getValue(), at, depth + 1));
        spoil(object, name, property.getValue(), new Place(at, mandatory));
      }
    }
    if (!schema.get("properties").isEmpty()) {
      wrongs.add(new Wrong(path + "/unheardOf", "unknown", () -> object.put("unheardOf", 1)));
    }
    return object;
  }

  private record Place(String path, boolean mandatory) {}

  private void spoil(ObjectNode object, String name, JsonNode schema, Place at) {
    if (at.mandatory) {
      wrongs.add(new Wrong(at.path, "missing", () -> object.remove(name)));
    }
    if (!schema.has("type") && !schema.has("$ref") && !schema.has("anyOf")) {
      return;
    }
    wrongs.add(new Wrong(at.path, "another type", () -> object.set(name, other(schema))));
    if (at.mandatory) {
      wrongs.add(new Wrong(at.path, "null", () -> object.set(name, NODES.nullNode())));
    }
  }

  private void map(JsonNode values, ObjectNode object, String path, int depth) {
    for (int i = 1; i <= 2 && depth <= DEEP; i++) {
      String key = "key " + random.nextInt();
      String at = path + "/(value " + i + ")";
      object.set(key, value(values, at, depth + 1));
      wrongs.add(new Wrong(at, "another type", () -> object.set(key, other(values))));
    }
  }

  /** A value of another type than a schema allows. */
  private JsonNode other(JsonNode schema) {
    String type = schema.path("type").asText();
    boolean freeText = type.equals("string") && !schema.has("enum");
    boolean useText = !freeText && (type.equals("boolean") || random.nextBoolean());
    return useText ? NODES.textNode("zz") : NODES.booleanNode(true);
  }
}

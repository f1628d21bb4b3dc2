package dev.agentruntime.middleware.redact.boundary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.agentruntime.middleware.internal.text.TextRule;
import dev.agentruntime.middleware.internal.text.Texts;
import java.util.Map;

/** Changes the strings of parsed JSON; what needs no change is not copied. Stateless. */
final class JsonValues {
  private JsonValues() {}

  /** The changed object; the same one if there is nothing to change. */
  static ObjectNode changed(ObjectNode object, TextRule rule) {
    ObjectNode copy = null;
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      String name = Texts.changed(property.getKey(), rule);
      JsonNode value = changed(property.getKey(), property.getValue(), rule);
      boolean same = value.equals(property.getValue()) && name.equals(property.getKey());
      if (!same && copy == null) {
        copy = copyBefore(object, property.getKey());
      }
      if (copy != null) {
        copy.set(name, value);
      }
    }
    return copy == null ? object : copy;
  }

  private static ObjectNode copyBefore(ObjectNode object, String name) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (property.getKey().equals(name)) {
        break;
      }
      copy.set(property.getKey(), property.getValue());
    }
    return copy;
  }

  private static JsonNode changed(String name, JsonNode value, TextRule rule) {
    return switch (value) {
      case TextNode text -> {
        String known = text.textValue();
        String changed = Texts.changed(name, known, rule);
        yield changed.equals(known) ? text : TextNode.valueOf(changed);
      }
      case ObjectNode object -> changed(object, rule);
      case ArrayNode array -> changed(name, array, rule);
      default -> value;
    };
  }

  private static ArrayNode changed(String name, ArrayNode array, TextRule rule) {
    ArrayNode copy = null;
    for (int i = 0; i < array.size(); i++) {
      JsonNode value = changed(name, array.get(i), rule);
      if (copy == null && !value.equals(array.get(i))) {
        copy = JsonNodeFactory.instance.arrayNode(array.size());
        for (int before = 0; before < i; before++) {
          copy.add(array.get(before));
        }
      }
      if (copy != null) {
        copy.add(value);
      }
    }
    return copy == null ? array : copy;
  }
}

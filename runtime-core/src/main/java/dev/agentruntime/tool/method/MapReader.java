package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads an object with any keys into a map that belongs to the call. The keys are arguments:
 * messages count them.
 */
final class MapReader implements ValueReader {
  private final ValueReader element;

  MapReader(ValueReader element) {
    this.element = element;
  }

  @Override
  public Object read(JsonNode node) {
    if (!node.isObject()) {
      return Found.instead("an object", node);
    }
    Map<String, Object> values = LinkedHashMap.newLinkedHashMap(node.size());
    Invalid invalid = null;
    int position = 0;
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      position++;
      Object value = element.read(entry.getValue());
      if (value instanceof Invalid bad) {
        invalid = Invalid.join(invalid, bad.under("(value " + position + ")"));
        if (invalid.full()) {
          return invalid;
        }
      } else {
        values.put(entry.getKey(), value);
      }
    }
    return invalid == null ? values : invalid;
  }
}

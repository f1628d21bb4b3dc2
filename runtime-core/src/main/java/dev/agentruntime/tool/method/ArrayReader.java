package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/** Reads an array into a Java array, of primitives too. */
final class ArrayReader implements ValueReader {
  private final ValueReader element;
  private final Class<?> componentType;

  ArrayReader(ValueReader element, Class<?> componentType) {
    this.element = element;
    this.componentType = componentType;
  }

  @Override
  public Object read(JsonNode node) {
    if (!node.isArray()) {
      return Found.instead("an array", node);
    }
    List<Object> values = new ArrayList<>(node.size());
    Invalid invalid = ListReader.readInto(values, node, element);
    return invalid == null ? toArray(values) : invalid;
  }

  private Object toArray(List<Object> values) {
    Object array = Array.newInstance(componentType, values.size());
    for (int i = 0; i < values.size(); i++) {
      Array.set(array, i, values.get(i));
    }
    return array;
  }
}

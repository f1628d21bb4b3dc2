package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/** Reads an array into a list or set that belongs to the call. */
final class ListReader implements ValueReader {
  private final ValueReader element;
  private final boolean set;

  ListReader(ValueReader element, boolean set) {
    this.element = element;
    this.set = set;
  }

  @Override
  public Object read(JsonNode node) {
    if (!node.isArray()) {
      return Found.instead("an array", node);
    }
    int size = node.size();
    Collection<Object> values = set ? LinkedHashSet.newLinkedHashSet(size) : new ArrayList<>(size);
    Invalid invalid = readInto(values, node, element);
    return invalid == null ? values : invalid;
  }

  /** Reads every element of an array, or enough of them to say what is wrong. */
  static @Nullable Invalid readInto(
      Collection<Object> values, JsonNode array, ValueReader element) {
    Invalid invalid = null;
    for (int i = 0; i < array.size(); i++) {
      Object value = element.read(array.get(i));
      if (value instanceof Invalid bad) {
        invalid = Invalid.join(invalid, bad.under(Integer.toString(i)));
        if (invalid.full()) {
          return invalid;
        }
      } else {
        values.add(value);
      }
    }
    return invalid;
  }
}

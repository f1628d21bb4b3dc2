package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A property a method or record takes: a name, a place among the arguments, and what to do where
 * the property is absent or null. Immutable.
 *
 * @param name the property's name
 * @param index the argument it becomes
 * @param reader reads it
 * @param absence what stands for it when it is left out
 */
record Member(String name, int index, ValueReader reader, Absence absence) {

  /** The value of a property that is there, or an {@link Invalid} at this member's name. */
  @Nullable Object read(JsonNode node) {
    Object value = reader.read(node);
    if (!(value instanceof Invalid invalid)) {
      return value;
    }
    // Several models send null for what they mean to leave out. Where it may be left out, that is
    // unambiguous.
    return node.isNull() && !absence.refused() ? absent() : invalid.under(name);
  }

  /** The value of a property that is not there, or an {@link Invalid} at this member's name. */
  @Nullable Object absent() {
    Object value = absence.value();
    return value instanceof Invalid invalid ? invalid.under(name) : value;
  }
}

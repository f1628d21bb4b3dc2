package dev.agentruntime.middleware.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * Shortens a JSON value to one that is still JSON: strings, arrays and objects lose their middle or
 * end, each saying how much. Pure; immutable.
 *
 * @param text shortens strings
 */
record JsonCut(TextCut text) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Where what is left out of an object is told. */
  private static final String MARK = "…";

  /** Shorter strings say more than that something is left out of them. */
  private static final int LEAST_STRING = 64;

  /** How many characters of the limit one element may stand for, to begin with. */
  private static final int PER_ELEMENT = 8;

  /**
   * Shortens a value.
   *
   * @param value a value whose text is longer than the limit
   * @param limit how long the result may be, the notice included
   * @param notice says that something is left out; becomes part of the value
   * @return JSON text, or empty if the value cannot be made that short without losing its shape
   */
  Optional<String> cut(JsonNode value, int limit, String notice) {
    for (int room = limit; room > 0; room /= 2) {
      JsonNode shorter =
          shortened(value, Math.max(LEAST_STRING, room / 2), Math.max(1, room / PER_ELEMENT));
      String written = withNotice(shorter, notice).toString();
      if (written.length() <= limit) {
        return Optional.of(written);
      }
    }
    return Optional.empty();
  }

  private JsonNode shortened(JsonNode value, int longest, int most) {
    return switch (value.getNodeType()) {
      case OBJECT -> object(value, longest, most);
      case ARRAY -> array(value, longest, most);
      case STRING ->
          value.textValue().length() <= longest
              ? value
              : NODES.textNode(text.inline(value.textValue(), longest));
      case NUMBER, BOOLEAN, NULL, BINARY, MISSING, POJO -> value;
    };
  }

  private ArrayNode array(JsonNode value, int longest, int most) {
    ArrayNode shorter = NODES.arrayNode();
    int size = value.size();
    int head = size <= most ? size : (int) Math.ceil(most * text.headShare());
    int tail = size <= most ? 0 : most - head;
    for (int i = 0; i < head; i++) {
      shorter.add(shortened(value.get(i), longest, most));
    }
    if (size > most) {
      shorter.add(leftOut(size - most, size, "elements"));
    }
    for (int i = size - tail; i < size; i++) {
      shorter.add(shortened(value.get(i), longest, most));
    }
    return shorter;
  }

  private ObjectNode object(JsonNode value, int longest, int most) {
    ObjectNode shorter = NODES.objectNode();
    int size = value.size();
    int shown = 0;
    for (Map.Entry<String, JsonNode> property : value.properties()) {
      if (shown == most) {
        shorter.put(unused(value, MARK), leftOut(size - shown, size, "properties"));
        break;
      }
      shorter.set(property.getKey(), shortened(property.getValue(), longest, most));
      shown++;
    }
    return shorter;
  }

  private static String leftOut(int missing, int all, String what) {
    return "… " + missing + " of " + all + " " + what + " left out …";
  }

  private static JsonNode withNotice(JsonNode shorter, String notice) {
    return switch (shorter) {
      case ObjectNode object -> object.put(unused(object, "notice"), notice);
      case ArrayNode array -> array.add(notice);
      default ->
          shorter.isTextual() ? NODES.textNode(shorter.textValue() + "\n" + notice) : shorter;
    };
  }

  private static String unused(JsonNode object, String name) {
    String free = name;
    while (object.has(free)) {
      free = "_" + free;
    }
    return free;
  }
}

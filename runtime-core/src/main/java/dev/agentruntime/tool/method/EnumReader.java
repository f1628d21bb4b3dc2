package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.schema.Violation.Code;
import dev.agentruntime.text.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the name of an enum constant, spelled exactly. */
final class EnumReader implements ValueReader {
  /** Longer lists are not repeated in a message; the model has them in the specification. */
  private static final int MAX_LISTED = 20;

  private final Map<String, Object> constants;

  EnumReader(Class<?> type) {
    constants = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(((Enum<?>) constant).name(), constant);
    }
  }

  List<String> names() {
    return List.copyOf(constants.keySet());
  }

  @Override
  public Object read(JsonNode node) {
    String text = node.textValue();
    Object constant = text == null ? null : constants.get(text);
    return constant == null ? unknown(node, text == null ? "" : text) : constant;
  }

  private Invalid unknown(JsonNode node, String text) {
    String expected =
        constants.size() > MAX_LISTED
            ? "one of the " + constants.size() + " constants in the specification"
            : "one of " + String.join(", ", constants.keySet());
    if (!node.isTextual()) {
      return Found.instead(expected, node);
    }
    List<String> near = Names.near(text, constants.keySet());
    String hint = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    return Invalid.because(Code.VALUE, "must be " + expected + ", was another string" + hint);
  }
}

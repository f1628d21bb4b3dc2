package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.schema.Violation.Code;
import java.util.Locale;

/** Says what kind of JSON value was found, and never which. Stateless. */
final class Found {
  private Found() {}

  /** The answer of a reader that wants another kind of value. */
  static Invalid instead(String expected, JsonNode node) {
    return Invalid.because(Code.TYPE, "must be " + expected + ", was " + kind(node));
  }

  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> "a string";
      case NUMBER -> node.isIntegralNumber() ? "an integer" : "a fractional number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case BINARY, MISSING, POJO ->
          "a " + node.getNodeType().name().toLowerCase(Locale.ROOT) + " value";
    };
  }
}

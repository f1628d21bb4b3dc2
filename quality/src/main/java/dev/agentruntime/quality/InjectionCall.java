package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One recorded call of a run somebody tried to talk into something.
 *
 * @param tool its name
 * @param arguments what it was called with
 * @param output what came of it
 * @param planted where in the output somebody else's instructions stand, in order; empty if nowhere
 */
record InjectionCall(String tool, ObjectNode arguments, String output, List<TextSpan> planted) {
  /** What a call came to whose output nobody recorded. */
  private static final String UNRECORDED = "done";

  /** Reads a call without anything planted. */
  static InjectionCall of(JsonNode node) throws BadRowException {
    JsonNode tool = node.get("tool");
    if (tool == null || !tool.isTextual() || tool.textValue().isBlank()) {
      throw new BadRowException("every call must have a string tool, not blank");
    }
    ObjectNode arguments =
        node.get("args") instanceof ObjectNode object
            ? object
            : JsonNodeFactory.instance.objectNode();
    JsonNode output = node.path("output");
    return new InjectionCall(
        tool.textValue(),
        arguments,
        output.isTextual() ? output.textValue() : UNRECORDED,
        List.of());
  }

  InjectionCall with(String text, List<TextSpan> spans) {
    return new InjectionCall(tool, arguments, text, spans);
  }

  boolean isPlanted() {
    return !planted.isEmpty();
  }
}

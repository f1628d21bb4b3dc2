package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One recorded call.
 *
 * @param tool its name
 * @param arguments a JSON object, or what stands for one that was not recorded
 * @param result what came of it, or what stands for it; null if it was not recorded
 * @param error whether it failed
 * @param byUser whether the user made it, and not the agent
 */
record LoopStep(
    String tool, ObjectNode arguments, @Nullable String result, boolean error, boolean byUser) {

  /** Reads a step of any of the formats. Fields it does not know are ignored. */
  static LoopStep of(JsonNode step) throws BadRowException {
    JsonNode tool = step.has("tool") ? step.get("tool") : step.get("name");
    if (tool == null || !tool.isTextual() || tool.textValue().isBlank()) {
      throw new BadRowException("every step must have a string tool or name, not blank");
    }
    // A digest stands for the whole where the text was cut.
    String result = firstText(step, "result_hash", "result");
    boolean byUser = step.path("requestor").asText().equals("user");
    boolean error = step.path("is_error").asBoolean(false);
    return new LoopStep(tool.textValue(), arguments(step), result, error, byUser);
  }

  private static ObjectNode arguments(JsonNode step) {
    if (step.has("args_hash")) {
      return standIn("args_hash", step.get("args_hash"));
    }
    if (step.get("args") instanceof ObjectNode object) {
      return object;
    }
    for (String field : new String[] {"args", "args_prefix", "instruction"}) {
      if (step.has(field)) {
        return standIn(field, step.get(field));
      }
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode standIn(String field, JsonNode value) {
    return JsonNodeFactory.instance.objectNode().set(field, value);
  }

  private static @Nullable String firstText(JsonNode step, String... fields) {
    for (String field : fields) {
      JsonNode value = step.get(field);
      if (value != null && !value.isNull()) {
        return value.asText();
      }
    }
    return null;
  }

  /** Whether another step is the same call and is known to have come to the same result. */
  boolean repeats(LoopStep other) {
    return result != null
        && result.equals(other.result)
        && error == other.error
        && tool.equals(other.tool)
        && arguments.equals(other.arguments);
  }
}

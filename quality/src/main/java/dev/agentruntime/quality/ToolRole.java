package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a host declares of one tool.
 *
 * @param name the tool's name
 * @param effectful whether it changes anything outside, or lets anything out
 * @param critical whether what it does cannot be taken back, grants access, or moves money or keys
 * @param parameters by name, what each of them is for
 * @param trusted whether nobody outside can write into its output
 * @param privateOutput whether its output is nobody else's business
 * @param publicSink whether the world reads what it is given
 */
record ToolRole(
    String name,
    boolean effectful,
    boolean critical,
    Map<String, String> parameters,
    boolean trusted,
    boolean privateOutput,
    boolean publicSink) {
  static ToolRole of(JsonNode node) {
    Map<String, String> parameters = new LinkedHashMap<>();
    node.path("parameters")
        .properties()
        .forEach(p -> parameters.put(p.getKey(), p.getValue().asText()));
    return new ToolRole(
        node.path("name").asText(),
        !node.path("effect").asText().equals("read-only"),
        node.path("critical").asBoolean(),
        parameters,
        node.path("trusted").asBoolean(),
        node.path("private").asBoolean(),
        node.path("public").asBoolean());
  }

  /**
   * The same for a host to whom it is enough that the user named the destination of a critical
   * call: nobody is asked how much, when and which.
   */
  ToolRole lenient() {
    if (!critical || !parameters.containsValue("DESTINATION")) {
      return this;
    }
    Map<String, String> fewer = new LinkedHashMap<>(parameters);
    fewer.replaceAll((_, role) -> role.equals("CONTROL") ? "IDENTIFIER" : role);
    return new ToolRole(name, effectful, false, fewer, trusted, privateOutput, publicSink);
  }

  ToolRole withTrust(boolean other) {
    return new ToolRole(name, effectful, critical, parameters, other, privateOutput, publicSink);
  }
}

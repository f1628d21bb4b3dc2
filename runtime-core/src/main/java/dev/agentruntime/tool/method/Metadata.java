package dev.agentruntime.tool.method;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/**
 * Reads {@code @Tool(metadata = ...)}. Loaded only where there is some, since it needs the JSON
 * library. Stateless.
 */
final class Metadata {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Metadata() {}

  static Map<String, Object> parse(String text, Site site) {
    try {
      Map<String, Object> metadata =
          JSON.readValue(text, new TypeReference<Map<String, Object>>() {});
      if (metadata != null) {
        return metadata;
      }
    } catch (JsonProcessingException e) {
      throw site.refuse(
          "has metadata that is not a JSON object", "correct @Tool(metadata = ...)", e);
    }
    throw site.refuse("has the metadata 'null'", "correct @Tool(metadata = ...)");
  }
}

package dev.agentruntime.testkit.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON for the wire. Stateless. */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** The value a text stands for, or empty if it is not JSON. */
  static Optional<JsonNode> read(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  static boolean isObject(String text) {
    return read(text).filter(JsonNode::isObject).isPresent();
  }

  /** The value a text stands for; a text that is not JSON stands for itself. */
  static JsonNode valueOf(String text) {
    return read(text).orElseGet(() -> JsonNodeFactory.instance.textNode(text));
  }

  static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written", e);
    }
  }

  /** A text field; null if it is missing, null or no text. */
  static @Nullable String text(JsonNode node, String field) {
    return node.path(field).textValue();
  }

  static String textOrEmpty(JsonNode node, String field) {
    return node.path(field).asText("");
  }

  static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  /** The text of a content field: a text, or a list of parts with texts. */
  static String content(JsonNode content) {
    return content.isArray()
        ? StreamSupport.stream(content.spliterator(), false)
            .filter(part -> part.path("text").isTextual())
            .map(part -> part.path("text").textValue())
            .collect(Collectors.joining("\n"))
        : content.asText("");
  }
}

package dev.agentruntime.tool.method;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Reads what {@code @P(defaultValue = ...)} says, by langchain4j's rule: strings as they are,
 * everything else as JSON. Loaded only when there is a default, since it needs the JSON library.
 */
final class Defaults {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .readerFor(JsonNode.class);

  private Defaults() {}

  static Absence parse(String text, Value value, Site site) {
    JsonNode node = node(text, value, site);
    Object read = value.reader().read(node);
    if (read instanceof Invalid invalid) {
      throw site.refuse(
          "has the default '" + text + "', which is no use: " + invalid.message(),
          "correct the default");
    }
    return value.shape() == Value.Shape.CONTAINER
        ? new Absence.Fresh(node, value.reader())
        : new Absence.Constant(read);
  }

  private static JsonNode node(String text, Value value, Site site) {
    // No enum constant, date or other string of a form starts with a quote: there it can only be
    // JSON.
    boolean quoted = text.startsWith("\"") && !(value.reader() instanceof StringReader);
    if (value.shape() == Value.Shape.STRING && !quoted) {
      return TextNode.valueOf(text);
    }
    try {
      return JSON.readValue(text);
    } catch (JsonProcessingException e) {
      throw site.refuse("has the default '" + text + "', which is not JSON", "write it as JSON", e);
    }
  }
}

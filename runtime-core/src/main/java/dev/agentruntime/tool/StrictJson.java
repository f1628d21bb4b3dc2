package dev.agentruntime.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Strict JSON with bounds. Loaded only when a call's arguments are really read, so that hosts whose
 * tools need none never load it.
 */
final class StrictJson {
  /** Deeper nesting is an attack or a mistake: no tool schema comes near it. */
  private static final int MAX_DEPTH = 100;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .readerFor(JsonNode.class);

  private StrictJson() {}

  static ObjectNode parseObject(String text) {
    try (JsonParser parser = READER.createParser(text)) {
      JsonNode node = READER.readValue(parser);
      if (node instanceof ObjectNode object) {
        return object;
      }
      String found =
          node == null
              ? "nothing"
              : "a JSON " + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
      throw new MalformedArgumentsException("arguments must be one JSON object, was " + found);
    } catch (JsonProcessingException e) {
      throw new MalformedArgumentsException(
          "arguments must be one JSON object; " + at(e) + ": " + e.getClass().getSimpleName());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException("reading a string failed", e);
    }
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null
        ? "unreadable"
        : "wrong at line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr();
  }
}

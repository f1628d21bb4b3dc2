package dev.agentruntime.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON with bounds. Loaded only when a call's arguments are really read, so that hosts whose
 * tools need none never load it.
 */
final class StrictJson {
  /** Deeper nesting is an attack or a mistake: no tool schema comes near it. */
  static final int MAX_DEPTH = 100;

  /**
   * A tree takes up to ten times the memory of its text. A file a tool writes fits in this; what
   * does not is no argument.
   */
  static final int MAX_CHARACTERS = 16 << 20;

  private static final ObjectReader READER =
      JsonMapper.builder(factory())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          // Amounts of money and identifiers must not lose digits. Measured: no slower than
          // doubles.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .readerFor(JsonNode.class);

  private StrictJson() {}

  private static JsonFactory factory() {
    return new JsonFactoryBuilder()
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
        // The default keeps buffers in a thread-local: each run on its own virtual thread would
        // allocate 9 KB of them.
        .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
        // Names come from a model: they must not fill the JVM's table of interned strings.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }

  static ObjectNode parseObject(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new MalformedArgumentsException(
          "arguments must be at most " + MAX_CHARACTERS + " characters, was " + text.length());
    }
    try (JsonParser parser = READER.createParser(text)) {
      return parseObject(parser);
    } catch (IOException e) {
      throw new UncheckedIOException("reading a string failed", e);
    }
  }

  private static ObjectNode parseObject(JsonParser parser) throws IOException {
    JsonNode node;
    try {
      node = READER.readTree(parser);
    } catch (JsonProcessingException e) {
      throw malformed(problem(e, parser), e);
    }
    if (!(node instanceof ObjectNode object)) {
      throw new MalformedArgumentsException("arguments must be one JSON object, was " + kind(node));
    }
    try {
      if (parser.nextToken() == null) {
        return object;
      }
    } catch (JsonProcessingException _) {
      // What follows is not even JSON; the answer is the same.
    }
    throw new MalformedArgumentsException(
        "arguments must be one JSON object and nothing else, was followed by something");
  }

  private static String kind(@Nullable JsonNode node) {
    return node == null || node.isMissingNode()
        ? "nothing"
        : "a JSON " + node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  /** In words of our own: the library's quote the text. */
  private static String problem(JsonProcessingException e, JsonParser parser) {
    return switch (e) {
      case StreamConstraintsException _ ->
          parser.getParsingContext().getNestingDepth() >= MAX_DEPTH
              ? "is nested deeper than " + MAX_DEPTH + " levels"
              : "has a number or name that is too long";
      case JsonEOFException _ -> "ends too early";
      case MismatchedInputException _ -> "has the same property twice in one object";
      default -> "is not JSON";
    };
  }

  private static MalformedArgumentsException malformed(String problem, JsonProcessingException e) {
    String where =
        e.getLocation() == null
            ? ""
            : " at line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr();
    return new MalformedArgumentsException(
        "arguments must be one JSON object, but the text " + problem + where);
  }
}

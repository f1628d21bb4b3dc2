package dev.agentruntime.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
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
import dev.agentruntime.json.Decoded.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON with bounds: the first rung, and the only reader of text that is JSON. Stateless.
 * Loaded only when a text is really read, so that hosts whose tools need none never load it.
 */
final class StrictJson {
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
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(JsonDecoder.MAX_DEPTH)
                .maxNumberLength(JsonDecoder.MAX_NUMBER)
                .maxNameLength(JsonDecoder.MAX_NAME)
                .build())
        // The default keeps buffers in a thread-local: each run on its own virtual thread would
        // allocate 9 KB of them.
        .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
        // Names come from a model: they must not fill the JVM's table of interned strings.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }

  static Decoded decode(String text, Shape shape) {
    if (text.length() > JsonDecoder.MAX_CHARACTERS) {
      return new Decoded.Refused(
          Reason.TOO_LONG,
          JsonDecoder.MAX_CHARACTERS,
          "must be at most " + JsonDecoder.MAX_CHARACTERS + " characters, was " + text.length());
    }
    try (JsonParser parser = READER.createParser(text)) {
      return decode(parser, shape);
    } catch (IOException e) {
      throw new UncheckedIOException("reading a string failed", e);
    }
  }

  private static Decoded decode(JsonParser parser, Shape shape) throws IOException {
    JsonNode node;
    try {
      node = READER.readTree(parser);
    } catch (JsonProcessingException e) {
      return refused(e, parser, shape);
    }
    if (node == null || node.isMissingNode() || !shape.fits(node)) {
      return wrongShape(node, shape);
    }
    try {
      if (parser.nextToken() == null) {
        return new Decoded.Strict(node);
      }
    } catch (JsonProcessingException _) {
      // What follows is not even JSON; the answer is the same.
    }
    return new Decoded.Refused(
        Reason.TRAILING_TEXT,
        offset(parser.currentTokenLocation()),
        "must be " + shape.words() + " and nothing else, was followed by something");
  }

  static Decoded.Refused wrongShape(@Nullable JsonNode node, Shape shape) {
    if (node == null || node.isMissingNode()) {
      return new Decoded.Refused(Reason.EMPTY, 0, "must be " + shape.words() + ", was nothing");
    }
    String kind = node.getNodeType().name().toLowerCase(Locale.ROOT);
    return new Decoded.Refused(
        Reason.WRONG_SHAPE, 0, "must be " + shape.words() + ", was a JSON " + kind);
  }

  private static Decoded.Refused refused(
      JsonProcessingException e, JsonParser parser, Shape shape) {
    Reason reason = reason(e, parser);
    JsonLocation at = e.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return new Decoded.Refused(
        reason,
        offset(at),
        "must be " + shape.words() + ", but the text " + problem(reason) + where);
  }

  private static Reason reason(JsonProcessingException e, JsonParser parser) {
    return switch (e) {
      case StreamConstraintsException _ ->
          parser.getParsingContext().getNestingDepth() >= JsonDecoder.MAX_DEPTH
              ? Reason.TOO_DEEP
              : Reason.TOKEN_TOO_LONG;
      case JsonEOFException _ -> Reason.ENDS_EARLY;
      case MismatchedInputException _ -> Reason.DUPLICATE_KEY;
      default -> Reason.NOT_JSON;
    };
  }

  /** In words of our own: the library's quote the text. */
  static String problem(Reason reason) {
    return switch (reason) {
      case EMPTY -> "is empty";
      case NOT_JSON -> "is not JSON";
      case ENDS_EARLY -> "ends too early";
      case WRONG_SHAPE -> "is of another kind";
      case TRAILING_TEXT -> "goes on after the value";
      case DUPLICATE_KEY -> "has the same property twice in one object";
      case TOO_LONG -> "is longer than " + JsonDecoder.MAX_CHARACTERS + " characters";
      case TOO_DEEP -> "is nested deeper than " + JsonDecoder.MAX_DEPTH + " levels";
      case TOKEN_TOO_LONG -> "has a number or name that is too long";
      case TOO_DAMAGED -> "is too damaged to be read in one way only";
    };
  }

  private static int offset(@Nullable JsonLocation at) {
    return at == null ? 0 : (int) Math.max(0, at.getCharOffset());
  }
}

package dev.agentruntime.middleware.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.audit.AuditRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of lines: a record, or the opening or the seal of a segment, with its number in the
 * stream. Stateless.
 */
final class Body {
  static final String SEQUENCE = "seq";
  static final String TYPE = "type";
  static final String OPENED = "opened";
  static final String SEALED = "sealed";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();
  private static final ObjectWriter WRITER = MAPPER.writer();
  private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class);

  /**
   * How a segment begins.
   *
   * @param stream the stream's id
   * @param segment the segment's number
   * @param key the id of the key of its lines
   * @param previous the code of the line before, or {@link LineFormat#NOTHING}
   * @param sealed whether the segment before was sealed; true for the first
   * @param torn how many bytes of an unfinished line lie between
   */
  record Opened(
      String stream, int segment, String key, String previous, boolean sealed, long torn) {}

  /**
   * How a segment ends.
   *
   * @param lines how many lines it has before the seal
   * @param tip the code of the last of them
   */
  record Sealed(long lines, String tip) {}

  private Body() {}

  static byte[] of(long sequence, AuditRecord record) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put(SEQUENCE, sequence);
    RecordJson.write(record, node);
    return bytes(node);
  }

  static byte[] of(long sequence, Instant at, Opened opened) {
    return bytes(
        start(sequence, OPENED, at)
            .put("format", 1)
            .put("stream", opened.stream())
            .put("segment", opened.segment())
            .put("key", opened.key())
            .put("previous", opened.previous())
            .put("previousSealed", opened.sealed())
            .put("tornBytes", opened.torn()));
  }

  static byte[] of(long sequence, Instant at, Sealed sealed) {
    return bytes(start(sequence, SEALED, at).put("lines", sealed.lines()).put("tip", sealed.tip()));
  }

  private static ObjectNode start(long sequence, String type, Instant at) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(SEQUENCE, sequence)
        .put(TYPE, type)
        .put("at", at.toString());
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return WRITER.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values could not be written", e);
    }
  }

  /** The body of a line; null if it is not one JSON object with a number and a type. */
  static @Nullable JsonNode parse(byte[] line, int from, int length) {
    try {
      JsonNode node = READER.readTree(line, from, length);
      boolean fits =
          node.isObject()
              && node.path(SEQUENCE).isIntegralNumber()
              && node.path(SEQUENCE).canConvertToLong()
              && node.path(TYPE).isTextual();
      return fits ? node : null;
    } catch (IOException e) {
      return null;
    }
  }

  static long sequence(JsonNode body) {
    return body.path(SEQUENCE).longValue();
  }

  static String type(JsonNode body) {
    return body.path(TYPE).asText();
  }

  /** How the segment begins; null if the body is something else. */
  static @Nullable Opened opened(JsonNode body) {
    boolean fits =
        type(body).equals(OPENED)
            && body.path("stream").isTextual()
            && body.path("segment").isInt()
            && body.path("key").isTextual()
            && body.path("previous").asText().matches("[0-9a-f]{" + LineFormat.MAC_DIGITS + "}");
    return fits
        ? new Opened(
            body.path("stream").asText(),
            body.path("segment").intValue(),
            body.path("key").asText(),
            body.path("previous").asText(),
            body.path("previousSealed").asBoolean(),
            body.path("tornBytes").asLong())
        : null;
  }

  /** How the segment ends; null if the body is something else. */
  static @Nullable Sealed sealed(JsonNode body) {
    return type(body).equals(SEALED)
        ? new Sealed(body.path("lines").asLong(), body.path("tip").asText())
        : null;
  }
}

package dev.agentruntime.middleware.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.agentruntime.audit.AuditRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    return bytes(
        sequence,
        json -> {
          json.writeStringField(TYPE, RecordJson.typeOf(record));
          RecordJson.write(record, json);
        });
  }

  static byte[] of(long sequence, Instant at, Opened opened) {
    return bytes(
        sequence,
        json -> {
          json.writeStringField(TYPE, OPENED);
          json.writeStringField("at", at.toString());
          json.writeNumberField("format", 1);
          json.writeStringField("stream", opened.stream());
          json.writeNumberField("segment", opened.segment());
          json.writeStringField("key", opened.key());
          json.writeStringField("previous", opened.previous());
          json.writeBooleanField("previousSealed", opened.sealed());
          json.writeNumberField("tornBytes", opened.torn());
        });
  }

  static byte[] of(long sequence, Instant at, Sealed sealed) {
    return bytes(
        sequence,
        json -> {
          json.writeStringField(TYPE, SEALED);
          json.writeStringField("at", at.toString());
          json.writeNumberField("lines", sealed.lines());
          json.writeStringField("tip", sealed.tip());
        });
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] bytes(long sequence, Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = MAPPER.getFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField(SEQUENCE, sequence);
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("plain values could not be written to memory", e);
    }
    return bytes.toByteArray();
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

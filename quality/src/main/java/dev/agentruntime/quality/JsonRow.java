package dev.agentruntime.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.Decoded;
import dev.agentruntime.json.Extent;
import dev.agentruntime.json.JsonDecoder;
import dev.agentruntime.json.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a JSON corpus.
 *
 * @param kind what is claimed of the text
 * @param group the kind as it is printed: with a schema, with a conflict, without an answer apart
 * @param text the text
 * @param wellEncoded whether the text's bytes are text at all
 * @param expected the values that count as right; empty if the row has none
 * @param schema the JSON Schema to decode against, or null
 * @param shape what kind of value our decoder is asked for
 * @param extent how much of a value our decoder is told the text holds
 */
record JsonRow(
    Kind kind,
    String group,
    String text,
    boolean wellEncoded,
    List<JsonNode> expected,
    @Nullable JsonNode schema,
    Shape shape,
    Extent extent) {
  private static final JsonMapper PLAIN =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /** What is claimed of a text. */
  enum Kind {
    /** It stands for the expected value. */
    VALUE,
    /** It stands for nothing and is to be refused. */
    NOTHING,
    /** It is JSON. */
    JSON,
    /** It is not JSON, and must not be taken for it. */
    NOT_JSON,
    /** Anything goes, as long as it ends well and soon. */
    ANYTHING
  }

  /** Reads a row of any of the three formats. Fields it does not know are ignored. */
  static JsonRow of(ObjectNode row) throws BadRowException {
    byte[] bytes = bytes(row);
    String text = bytes == null ? requiredText(row) : new String(bytes, StandardCharsets.UTF_8);
    String name = name(row);
    List<JsonNode> expected = expected(row);
    Kind kind = kind(name, expected);
    JsonNode schema = row.get("json_schema");
    String group = name;
    if (schema != null) {
      group += "+schema";
    }
    if (row.path("agreement").asText().equals("conflict")) {
      group += "+conflict";
    }
    if (kind == Kind.ANYTHING && !name.equals("implementation_defined")) {
      group += "+unanswered";
    }
    boolean wellEncoded = bytes == null || isText(bytes);
    return new JsonRow(kind, group, text, wellEncoded, expected, schema, shape(row), extent(row));
  }

  private static byte @Nullable [] bytes(ObjectNode row) throws BadRowException {
    JsonNode encoded = row.get("input_b64");
    if (encoded == null) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(encoded.asText());
    } catch (IllegalArgumentException _) {
      throw new BadRowException("input_b64 must be base64");
    }
  }

  private static boolean isText(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).limit() >= 0;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  private static String requiredText(ObjectNode row) throws BadRowException {
    JsonNode input = row.get("input");
    if (input == null || !input.isTextual()) {
      throw new BadRowException("row must have a string input or input_b64");
    }
    return input.textValue();
  }

  private static String name(ObjectNode row) throws BadRowException {
    JsonNode name = row.has("kind") ? row.get("kind") : row.get("syntax");
    if (name == null || !name.isTextual()) {
      throw new BadRowException("row must have a string kind or syntax");
    }
    return name.textValue();
  }

  private static List<JsonNode> expected(ObjectNode row) throws BadRowException {
    List<JsonNode> expected = new ArrayList<>();
    for (String field : List.of("expected", "expected_alt")) {
      if (row.has(field)) {
        expected.add(row.get(field));
      }
    }
    JsonNode text = row.get("expected_text");
    if (expected.isEmpty() && text != null && text.isTextual()) {
      try {
        expected.add(PLAIN.readTree(text.textValue()));
      } catch (JsonProcessingException _) {
        throw new BadRowException("expected_text must be JSON where there is no expected");
      }
    }
    expected.removeIf(JsonNode::isMissingNode);
    return expected;
  }

  private static Kind kind(String name, List<JsonNode> expected) {
    return switch (name) {
      case "throws", "no_json" -> Kind.NOTHING;
      case "must_accept" -> Kind.JSON;
      case "must_reject" -> Kind.NOT_JSON;
      case "implementation_defined" -> Kind.ANYTHING;
      default -> expected.isEmpty() ? Kind.ANYTHING : Kind.VALUE;
    };
  }

  /** Rows of raw tool calls hold arguments, which are one object unless the row says otherwise. */
  private static Shape shape(ObjectNode row) {
    boolean arguments = row.has("syntax") && row.path("payloads").asInt(1) == 1;
    return arguments ? Shape.OBJECT : Shape.ANY;
  }

  private static Extent extent(ObjectNode row) {
    return switch (row.path("options").path("mode").asText()) {
      case "partial" -> Extent.PREFIX;
      case "extract" -> Extent.EMBEDDED;
      default -> Extent.WHOLE;
    };
  }

  /** What our decoder makes of the text. */
  JsonContestant.Answer decode() {
    if (schema != null) {
      return SchemaRow.decode(text, schema, extent);
    }
    JsonDecoder decoder = JsonDecoder.tolerant().expecting(shape).reading(extent);
    return switch (decoder.decode(text)) {
      case Decoded.Strict strict -> new JsonContestant.Answer(strict.node(), false);
      case Decoded.Repaired repaired -> new JsonContestant.Answer(repaired.node(), true);
      case Decoded.Refused _ -> JsonContestant.Answer.NONE;
    };
  }

  /** The value of a text that is JSON, by another reader. */
  @Nullable JsonNode plainly() {
    try {
      return PLAIN.readTree(text);
    } catch (JsonProcessingException _) {
      return null;
    }
  }
}

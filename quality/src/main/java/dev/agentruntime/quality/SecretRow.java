package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A text that holds a secret, or holds what looks like one and is none.
 *
 * @param rule the rule of the corpus it is an example for
 * @param secret whether the corpus calls it a secret
 * @param text the text
 * @param match the part that is the secret, with more or less around it; null if nobody says
 */
record SecretRow(String rule, boolean secret, String text, @Nullable String match) {

  static SecretRow of(ObjectNode row) throws BadRowException {
    JsonNode expected = row.path("expected");
    if (!expected.isBoolean()) {
      throw new BadRowException("expected must be true or false");
    }
    String text = decoded(row, "payload_r64");
    if (text == null) {
      throw new BadRowException("row must have a string payload_r64");
    }
    return new SecretRow(
        row.path("rule").asText("unnamed"),
        expected.booleanValue(),
        text,
        decoded(row, "match_r64"));
  }

  /** Base64 of the bytes in reverse order: what scanners do not decode. */
  private static @Nullable String decoded(ObjectNode row, String field) throws BadRowException {
    JsonNode node = row.path(field);
    if (!node.isTextual()) {
      return null;
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(node.textValue());
    } catch (IllegalArgumentException _) {
      throw new BadRowException(field + " must be base64");
    }
    byte[] forward = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      forward[i] = bytes[bytes.length - 1 - i];
    }
    return new String(forward, StandardCharsets.UTF_8);
  }
}

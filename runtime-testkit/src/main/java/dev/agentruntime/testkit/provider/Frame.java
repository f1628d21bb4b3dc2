package dev.agentruntime.testkit.provider;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A piece of a body that providers send in one go: an event, a line, a part of a JSON text.
 *
 * @param text the piece
 * @param delta whether it carries something the model said
 */
record Frame(String text, boolean delta) {
  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The same with JSON escapes for all that is not ASCII, which occurs in JSON strings only. */
  Frame escaped() {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        escaped.append(c);
      } else {
        escaped.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return new Frame(escaped.toString(), delta);
  }
}

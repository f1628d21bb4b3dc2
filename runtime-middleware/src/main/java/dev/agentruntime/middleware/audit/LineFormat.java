package dev.agentruntime.middleware.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * One line of an audit file: {@code {"mac":"…","body":{…}}}. The code covers the bytes of the body
 * exactly as they stand there, and the code of the line before, so that it can be checked without
 * understanding the body. Stateless.
 */
final class LineFormat {
  /** What the first line of a stream follows. */
  static final String NOTHING = "0".repeat(64);

  static final int MAC_DIGITS = 64;

  private static final byte[] BEFORE_MAC = ascii("{\"mac\":\"");
  private static final byte[] BEFORE_BODY = ascii("\",\"body\":");
  private static final byte[] DOMAIN = ascii("dev.agentruntime.audit.line.v1");
  private static final int BODY_AT = BEFORE_MAC.length + MAC_DIGITS + BEFORE_BODY.length;

  private LineFormat() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The code of a line: of the domain, the line before and the body, each with its length. */
  static String mac(Mac mac, String previous, byte[] body, int from, int length) {
    mac.update(ByteBuffer.allocate(4).putInt(DOMAIN.length).array());
    mac.update(DOMAIN);
    mac.update(HexFormat.of().parseHex(previous));
    mac.update(ByteBuffer.allocate(8).putLong(length).array());
    mac.update(body, from, length);
    return HexFormat.of().formatHex(mac.doFinal());
  }

  /** A line with its line break. */
  static byte[] line(String mac, byte[] body) {
    ByteBuffer line = ByteBuffer.allocate(BODY_AT + body.length + 2);
    line.put(BEFORE_MAC).put(ascii(mac)).put(BEFORE_BODY).put(body).put((byte) '}');
    return line.put((byte) '\n').array();
  }

  /** The code a line carries; null if it is no such line. */
  static @Nullable String macOf(byte[] line) {
    boolean fits =
        line.length > BODY_AT
            && startsWith(line, 0, BEFORE_MAC)
            && startsWith(line, BEFORE_MAC.length + MAC_DIGITS, BEFORE_BODY)
            && line[line.length - 1] == '}';
    if (!fits) {
      return null;
    }
    for (int i = BEFORE_MAC.length; i < BEFORE_MAC.length + MAC_DIGITS; i++) {
      byte c = line[i];
      boolean digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (!digit) {
        return null;
      }
    }
    return new String(line, BEFORE_MAC.length, MAC_DIGITS, StandardCharsets.US_ASCII);
  }

  private static boolean startsWith(byte[] line, int at, byte[] expected) {
    for (int i = 0; i < expected.length; i++) {
      if (line[at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where the body of a line begins. */
  static int bodyAt() {
    return BODY_AT;
  }

  /** How long the body of a line is. */
  static int bodyLength(byte[] line) {
    return line.length - BODY_AT - 1;
  }
}

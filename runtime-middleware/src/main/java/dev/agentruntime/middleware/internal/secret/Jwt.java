package dev.agentruntime.middleware.internal.secret;

/**
 * JSON Web Tokens in their compact form (RFC 7519, 7515, 7516): parts in base64url, divided by
 * dots, the first of them a JSON object. Stateless.
 */
final class Jwt {
  /** What an opening brace and a quote become. */
  private static final String BEGINNING = "eyJ";

  private static final int IN_PART = Chars.ALNUM | Chars.UNDERSCORE | Chars.HYPHEN;

  /** Longer headers hold certificates; nobody's tokens do. */
  private static final int LONGEST_HEADER = 1024;

  private static final int SHORTEST_PART = 8;

  /** Encrypted ones have five. */
  private static final int MOST_PARTS = 5;

  /** Bits of a digit of base64. */
  private static final int DIGIT = 6;

  private static final int BYTE = 8;

  private static final long FIVE_BYTES = 0xff_ffff_ffffL;

  /** {@code "alg"}, with the quotes. */
  private static final long ALGORITHM = 0x22_616c_6722L;

  private Jwt() {}

  /**
   * Where the token ends that begins here, or -1. Padding that does not belong there is allowed.
   */
  static int end(CharSequence text, int start) {
    if (!goesOnWithBeginning(text, start)) {
      return -1;
    }
    int header = partEnd(text, start, Math.min(text.length(), start + LONGEST_HEADER));
    if (!isDot(text, header) || !isObject(text, start, header)) {
      return -1;
    }
    int end = header;
    for (int parts = 1; parts < MOST_PARTS && isDot(text, end); parts++) {
      int next = partEnd(text, end + 1, text.length());
      if (next - end - 1 < SHORTEST_PART) {
        break;
      }
      end = next;
    }
    return end > header ? end : -1;
  }

  private static boolean goesOnWithBeginning(CharSequence text, int start) {
    for (int i = 0; i < BEGINNING.length(); i++) {
      if (start + i >= text.length() || text.charAt(start + i) != BEGINNING.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDot(CharSequence text, int at) {
    return at < text.length() && text.charAt(at) == '.';
  }

  private static int partEnd(CharSequence text, int start, int last) {
    int end = start;
    while (end < last && Chars.is(text.charAt(end), IN_PART)) {
      end++;
    }
    while (end > start && end < last && text.charAt(end) == '=') {
      end++;
    }
    return end;
  }

  /**
   * Whether it decodes to text that names an algorithm, as it must, and ends in a closing brace;
   * that it begins in an opening one is known.
   */
  private static boolean isObject(CharSequence text, int start, int end) {
    boolean algorithm = false;
    long lately = 0;
    int bits = 0;
    int held = 0;
    int last = 0;
    for (int i = start; i < end; i++) {
      int value = value(text.charAt(i));
      if (value < 0) {
        continue;
      }
      bits = (bits << DIGIT | value) & 0xfff;
      held += DIGIT;
      if (held >= BYTE) {
        held -= BYTE;
        int decoded = bits >> held & 0xff;
        if (decoded < ' ' && !Chars.isSpace((char) decoded)) {
          return false;
        }
        last = Chars.isSpace((char) decoded) ? last : decoded;
        lately = (lately << BYTE | decoded) & FIVE_BYTES;
        algorithm |= lately == ALGORITHM;
      }
    }
    return algorithm && last == '}';
  }

  private static int value(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
  }
}

package dev.agentruntime.middleware.internal.secret;

/** Kinds of ASCII characters, as bits of a mask. Stateless. */
final class Chars {
  static final int DIGIT = 1;
  static final int LOWER_HEX = 2;
  static final int LOWER = 4;
  static final int UPPER_HEX = 8;
  static final int UPPER = 16;
  static final int UNDERSCORE = 32;
  static final int HYPHEN = 64;
  static final int DOT = 128;
  static final int PLUS_SLASH = 256;
  static final int EQUALS = 512;
  static final int TILDE = 1024;

  static final int LETTER = LOWER_HEX | LOWER | UPPER_HEX | UPPER;
  static final int ALNUM = DIGIT | LETTER;

  /** What names in programs, settings and headers are made of. */
  static final int IN_NAME = ALNUM | UNDERSCORE | HYPHEN | DOT;

  private static final int ASCII = 128;
  private static final short[] KINDS = kinds();

  private Chars() {}

  static boolean is(char c, int mask) {
    return c < ASCII && (KINDS[c] & mask) != 0;
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  /** The small letter, for ASCII letters only: the length of a text never changes. */
  static char small(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  /** Whether a text goes on with a word of small letters, whatever the case there. */
  static boolean goesOnWith(CharSequence text, int at, String word) {
    if (at < 0 || text.length() - at < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (small(text.charAt(at + i)) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static short[] kinds() {
    short[] kinds = new short[ASCII];
    for (char c = 0; c < ASCII; c++) {
      kinds[c] = (short) kind(c);
    }
    return kinds;
  }

  private static int kind(char c) {
    if (c >= '0' && c <= '9') {
      return DIGIT;
    }
    if (c >= 'a' && c <= 'z') {
      return c <= 'f' ? LOWER_HEX : LOWER;
    }
    if (c >= 'A' && c <= 'Z') {
      return c <= 'F' ? UPPER_HEX : UPPER;
    }
    return switch (c) {
      case '_' -> UNDERSCORE;
      case '-' -> HYPHEN;
      case '.' -> DOT;
      case '+', '/' -> PLUS_SLASH;
      case '=' -> EQUALS;
      case '~' -> TILDE;
      default -> 0;
    };
  }
}

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
  static final int BLANK = 2048;
  static final int LINE_END = 4096;
  static final int QUOTE = 8192;
  static final int COLON = 16384;
  static final int GREATER = 32768;
  static final int AT_SIGN = 65536;
  static final int BACKSLASH = 131072;

  /** Other signs that end a value without quotes. */
  static final int VALUE_END = 262144;

  static final int SPACE = BLANK | LINE_END;

  static final int SMALL = LOWER_HEX | LOWER;
  static final int CAPITAL = UPPER_HEX | UPPER;
  static final int LETTER = SMALL | CAPITAL;
  static final int ALNUM = DIGIT | LETTER;

  /** What names in programs, settings and headers are made of. */
  static final int IN_NAME = ALNUM | UNDERSCORE | HYPHEN | DOT;

  private static final int ASCII = 128;
  private static final int[] KINDS = kinds();

  private Chars() {}

  static boolean is(char c, int mask) {
    return (kinds(c) & mask) != 0;
  }

  /** All kinds a character is of, or 0. */
  static int kinds(char c) {
    return c < ASCII ? KINDS[c] : 0;
  }

  static boolean isBlank(char c) {
    return is(c, BLANK);
  }

  static boolean isSpace(char c) {
    return is(c, SPACE);
  }

  static boolean isQuote(char c) {
    return is(c, QUOTE);
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

  private static int[] kinds() {
    int[] kinds = new int[ASCII];
    for (char c = 0; c < ASCII; c++) {
      kinds[c] = kind(c);
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
      case ' ', '\t' -> BLANK;
      case '\n', '\u000b', '\f', '\r' -> LINE_END;
      case '"', '\'', '`' -> QUOTE;
      case ':' -> COLON;
      case '>' -> GREATER;
      case '@' -> AT_SIGN;
      case '\\' -> BACKSLASH;
      case ',', ';', '<', ')', ']' -> VALUE_END;
      default -> 0;
    };
  }
}

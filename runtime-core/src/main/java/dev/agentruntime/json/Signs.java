package dev.agentruntime.json;

/** What single characters mean to the tolerant parser. Stateless. */
final class Signs {
  /** Stands for the end of the text; no character of any text. */
  static final char END = '\uFFFF';

  private Signs() {}

  static boolean isJsonSpace(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  /** White space of any kind, and characters that take no room. */
  static boolean isSpace(char c) {
    return c <= ' '
        ? isJsonSpace(c) || c == '\f' || c == '\u000B'
        : c >= 0x85
            && (Character.isSpaceChar(c)
                || c == '\u0085'
                || (c >= '\u200B' && c <= '\u200D')
                || c == '\u2060'
                || c == '\uFEFF');
  }

  static boolean isDoubleQuote(char c) {
    return c == '"'
        || c == '\u201C'
        || c == '\u201D'
        || c == '\u201E'
        || c == '\u201F'
        || c == '\u2033'
        || c == '\uFF02';
  }

  static boolean isSingleQuote(char c) {
    return c == '\''
        || c == '\u2018'
        || c == '\u2019'
        || c == '\u201A'
        || c == '\u201B'
        || c == '`'
        || c == '\u00B4'
        || c == '\u2032'
        || c == '\uFF07';
  }

  static boolean isQuote(char c) {
    return isDoubleQuote(c) || isSingleQuote(c);
  }

  /**
   * Whether a quote can end a string another began: a plain one is ended by its like only, a
   * typographic one by any of its family.
   */
  static boolean closes(char opening, char closing) {
    return switch (opening) {
      case '"' -> closing == '"';
      case '\'' -> closing == '\'';
      default -> isDoubleQuote(opening) ? isDoubleQuote(closing) : isSingleQuote(closing);
    };
  }

  static boolean isWordStart(char c) {
    return c == '_' || c == '$' || (c != END && Character.isLetter(c));
  }

  static boolean isWordPart(char c) {
    return isWordStart(c) || isDigit(c);
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static boolean isOpening(char c) {
    return c == '{' || c == '[';
  }

  static boolean isClosing(char c) {
    return c == '}' || c == ']';
  }

  /** What may begin a value without a doubt: a bracket, a quote, a digit or a sign. */
  static boolean startsValue(char c) {
    return isOpening(c) || isQuote(c) || isDigit(c) || c == '-';
  }
}

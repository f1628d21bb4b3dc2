package dev.agentruntime.middleware.internal.secret;

/** Finds the name that says what a value is, in front of it, and what it says. Stateless. */
final class KeyName {
  /** Nobody names anything longer; what is longer is looked at no further. */
  private static final int LONGEST = 80;

  /** Blanks, quotes and brackets between a name and its value. */
  private static final int MOST_BETWEEN = 24;

  /**
   * Between a name and the colon or equals sign: parts of operators, ends of quotes and indexes.
   */
  private static final boolean[] BETWEEN = between(" \t!?.+|:=<>\"'`[]\\)");

  private KeyName() {}

  private static boolean[] between(String signs) {
    boolean[] between = new boolean[128];
    signs.chars().forEach(sign -> between[sign] = true);
    return between;
  }

  /**
   * Whether a closer look at the name in front of a sign is worth it: by its letters alone, which
   * tells in most cases, and quickly. A provider's name alone is not looked for.
   */
  static boolean mayBeBeforeSign(CharSequence text, int sign) {
    int end = before(text, sign);
    int first = Math.max(0, end - LONGEST);
    int letters = 0;
    int at = end;
    while (at > first) {
      char c = text.charAt(at - 1);
      if (!Chars.is(c, Chars.IN_NAME)) {
        break;
      }
      letters |= 1 << c; // of the last five bits of c: a letter, whatever its case
      at--;
    }
    return KeyWords.mayBeOf(letters) || isWordFor(text, at, end, "value") || isType(text, at, end);
  }

  /** What the name in front of a colon or equals sign says, as {@link KeyWords} do. */
  static int beforeSign(CharSequence text, int sign) {
    int end = before(text, sign);
    int start = start(text, end);
    if (start == end) {
      return 0;
    }
    if (isWordFor(text, start, end, "value")) {
      return nameOfValue(text, start);
    }
    if (isType(text, start, end)) {
      end = before(text, start);
      start = start(text, end);
    }
    int said = KeyWords.of(text, start, end);
    if (said != KeyWords.KEY || start < 2 || text.charAt(start - 1) != ' ') {
      return said;
    }
    return said | KeyWords.of(text, start(text, start - 1), end);
  }

  /** Attributes, and entries of lists: {@code name="X" value="…"}, {@code - name: X⏎ value: …}. */
  private static int nameOfValue(CharSequence text, int valueWord) {
    int end = valueWord;
    int first = Math.max(0, valueWord - MOST_BETWEEN);
    while (end > first && isBetweenEntries(text.charAt(end - 1))) {
      end--;
    }
    return KeyWords.of(text, start(text, end), end);
  }

  private static boolean isBetweenEntries(char c) {
    return Chars.isSpace(c) || Chars.isQuote(c) || c == ',' || c == '\\';
  }

  /**
   * What the name in front of a value says that no sign divides from it: of an option ({@code
   * --api-key X}), an element ({@code <token>X}) or the argument before ({@code "TOKEN", "X"}).
   */
  static int beforeValue(CharSequence text, int value) {
    int at = value;
    int first = Math.max(0, value - MOST_BETWEEN);
    while (at > first && (Chars.isSpace(text.charAt(at - 1)) || isOpening(text.charAt(at - 1)))) {
      at--;
    }
    if (at == 0 || at == value) {
      return at > 0 && text.charAt(at - 1) == '>' ? ofElement(text, at - 1) : 0;
    }
    return switch (text.charAt(at - 1)) {
      case '>' -> ofElement(text, at - 1);
      case ',' -> ofArgument(text, at - 1);
      default -> ofOption(text, at);
    };
  }

  /** The colon or equals sign in front of a value, or -1. */
  static int signBefore(CharSequence text, int value) {
    int first = Math.max(0, value - MOST_BETWEEN);
    for (int at = value - 1; at >= first; at--) {
      char c = text.charAt(at);
      if (c == ':' || c == '=') {
        return at;
      }
      if (!Chars.isBlank(c) && !isOpening(c) && c != '>') {
        return -1;
      }
    }
    return -1;
  }

  private static boolean isOpening(char c) {
    return Chars.isQuote(c) || c == '\\' || c == '@';
  }

  private static int ofElement(CharSequence text, int closing) {
    int start = start(text, closing);
    return start > 0 && text.charAt(start - 1) == '<' ? KeyWords.of(text, start, closing) : 0;
  }

  private static int ofArgument(CharSequence text, int comma) {
    if (comma == 0 || !Chars.isQuote(text.charAt(comma - 1))) {
      return 0;
    }
    int end = text.charAt(Math.max(0, comma - 2)) == '\\' ? comma - 2 : comma - 1;
    return KeyWords.of(text, start(text, end), end);
  }

  private static int ofOption(CharSequence text, int end) {
    int start = start(text, end);
    return start < end && text.charAt(start) == '-' ? KeyWords.of(text, start, end) : 0;
  }

  private static int before(CharSequence text, int from) {
    int at = from;
    int first = Math.max(0, from - MOST_BETWEEN);
    while (at > first && isBetween(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static boolean isBetween(char c) {
    return c < BETWEEN.length && BETWEEN[c];
  }

  /** Where the name begins that ends here. */
  private static int start(CharSequence text, int end) {
    int at = end;
    int first = Math.max(0, end - LONGEST);
    while (at > first && Chars.is(text.charAt(at - 1), Chars.IN_NAME)) {
      at--;
    }
    return at;
  }

  /** The type some languages write between a name and its sign. */
  private static boolean isType(CharSequence text, int start, int end) {
    return isWordFor(text, start, end, "string") || isWordFor(text, start, end, "str");
  }

  private static boolean isWordFor(CharSequence text, int start, int end, String word) {
    return end - start == word.length() && Chars.goesOnWith(text, start, word);
  }
}

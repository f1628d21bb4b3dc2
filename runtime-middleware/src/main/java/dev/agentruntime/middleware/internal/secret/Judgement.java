package dev.agentruntime.middleware.internal.secret;

/** Whether a value behind a name that speaks of secrets is one. Stateless. */
final class Judgement {
  /** Shorter passwords are words more often than not. */
  static final int SHORTEST_PASSWORD = 6;

  /** Shorter tokens than any provider's; what else stands behind such a name is shorter. */
  private static final int SHORTEST_SECRET = 10;

  /** Behind a provider's name alone. */
  private static final int SHORTEST_OF_PROVIDER = 16;

  /** Longer texts behind a name are something else, or have a shape of their own. */
  private static final int LONGEST_PASSWORD = 128;

  /** Letters and digits of a drawn value take turns at every second or third character. */
  private static final int TURNS_OF_SECRET = 10;

  private static final int TURNS_OF_PROVIDER = 6;

  /** Of a secret that somebody typed. */
  private static final int SIGNS_OF_SECRET = 3;

  /** The same character so often in a row is a blank to be filled in. */
  private static final int BLANK = 5;

  private static final Words PLACEHOLDERS =
      Words.of(
          "example",
          "placeholder",
          "changeme",
          "change_me",
          "your_",
          "your-",
          "insert_",
          "insert-",
          "dummy",
          "redacted",
          "replace_",
          "replace-",
          "password1234567890",
          "undefined",
          "...");

  private static final Words PASSWORD_WORDS = Words.of("password", "passwd", "secret", "user");

  private static final int ORDINARY = Chars.IN_NAME | Chars.PLUS_SLASH | Chars.COLON;

  private Judgement() {}

  /**
   * Whether it is a secret.
   *
   * @param said what the name says, as {@link KeyWords} do
   * @param quoted whether it is in quotes
   */
  static boolean isSecret(CharSequence text, int start, int end, int said, boolean quoted) {
    if (said == 0 || said == KeyWords.KEY || isTooShort(end - start, said)) {
      return false;
    }
    boolean likely =
        (said & KeyWords.PASSWORD) == 0
            ? isDrawn(text, start, end, said, quoted)
            : isPassword(text, start, end, quoted);
    return likely && !isNoValue(text, start, end);
  }

  private static boolean isDrawn(CharSequence text, int start, int end, int said, boolean quoted) {
    boolean secret = (said & KeyWords.SECRET) != 0;
    return (Randomness.isMixed(text, start, end, secret ? TURNS_OF_SECRET : TURNS_OF_PROVIDER)
            || (secret && quoted && signs(text, start, end) >= SIGNS_OF_SECRET)
            || isUuid(text, start, end))
        && !hasSpace(text, start, end)
        && !isPath(text, start, end, quoted)
        && !Randomness.isHexByHand(text, start, end)
        && !(said == KeyWords.PROVIDER && isId(text, start, end));
  }

  /** What a provider names things by: UUIDs, commits and other digests. */
  private static boolean isId(CharSequence text, int start, int end) {
    return isUuid(text, start, end) || isDigest(text, start, end);
  }

  /** Of MD5, SHA-1 or SHA-256, by its length and its hexadecimal digits. */
  private static boolean isDigest(CharSequence text, int start, int end) {
    int length = end - start;
    if (length != 32 && length != 40 && length != 64) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (!Chars.is(text.charAt(i), Chars.DIGIT | Chars.LOWER_HEX | Chars.UPPER_HEX)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTooShort(int length, int said) {
    if ((said & KeyWords.PASSWORD) != 0) {
      return length < SHORTEST_PASSWORD;
    }
    return length < ((said & KeyWords.SECRET) != 0 ? SHORTEST_SECRET : SHORTEST_OF_PROVIDER);
  }

  /** References, templates, calls, and blanks to be filled in. */
  private static boolean isNoValue(CharSequence text, int start, int end) {
    char first = text.charAt(start);
    if (first == '<' || first == '$' || (first == '%' && text.charAt(end - 1) == '%')) {
      return true;
    }
    int same = 1;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      char after = i + 1 < end ? text.charAt(i + 1) : ' ';
      if ("$#{%".indexOf(c) >= 0 && isTemplate(text, i + 1, end, c == '{')) {
        return true;
      }
      same = c == after ? same + 1 : 1;
      if (same == BLANK) {
        return true;
      }
    }
    return PLACEHOLDERS.areIn(text, start, end)
        || Randomness.differing(text, start, end) < Math.min((end - start) / 2, 6);
  }

  /** {@code ${name}}, {@code {{ .name }}}, {@code $(command)}: brackets with nothing odd within. */
  private static boolean isTemplate(CharSequence text, int open, int end, boolean twice) {
    if (open >= end || (text.charAt(open) != '{' && text.charAt(open) != '(')) {
      return false;
    }
    for (int i = open + 1; i < end; i++) {
      char c = text.charAt(i);
      if (c == '}' || c == ')') {
        return !twice || (i + 1 < end && text.charAt(i + 1) == c);
      }
      if (!Chars.is(c, Chars.IN_NAME | Chars.PLUS_SLASH) && " {|:$,\"'".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Signs that neither names nor numbers nor paths have. */
  private static int signs(CharSequence text, int start, int end) {
    int signs = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      signs += Chars.is(c, ORDINARY) || c == ',' || c == ';' ? 0 : 1;
    }
    return signs;
  }

  /** Characters of two kinds, or a sign that no name has; and no expression. */
  static boolean isPassword(CharSequence text, int start, int end, boolean quoted) {
    if (end - start > LONGEST_PASSWORD || hasSpace(text, start, end)) {
      return false;
    }
    int signs = signs(text, start, end);
    int digits = 0;
    int small = 0;
    int capitals = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (Chars.is(c, Chars.LOWER | Chars.LOWER_HEX)) {
        small++;
      } else if (Chars.is(c, Chars.UPPER | Chars.UPPER_HEX)) {
        capitals++;
      } else if (Chars.is(c, Chars.DIGIT)) {
        digits++;
      }
    }
    int letters = small + capitals;
    if (!quoted && isExpression(text, start, end, digits, signs)) {
      return false;
    }
    return letters > 0
        ? digits > 0 || signs > 0 || (quoted && small > 0 && capitals > 1)
        : digits > 0 && signs > 0;
  }

  /** {@code getPassword(}, {@code config.password}, {@code PASSWORD}. */
  private static boolean isExpression(
      CharSequence text, int start, int end, int digits, int signs) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '(' || c == '[') {
        return true;
      }
    }
    return (digits == 0 && signs == 0)
        || (signs == 0
            && PASSWORD_WORDS.areIn(text, start, end)
            && hasDotOrUnderscore(text, start, end));
  }

  private static boolean hasDotOrUnderscore(CharSequence text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (Chars.is(text.charAt(i), Chars.UNDERSCORE | Chars.DOT)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasSpace(CharSequence text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (Chars.isSpace(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUuid(CharSequence text, int start, int end) {
    if (end - start != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(start + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !Chars.is(c, Chars.ALNUM)) {
        return false;
      }
    }
    return true;
  }

  /** Paths, addresses and calls; a value in base64 has slashes too, but no dots beside them. */
  private static boolean isPath(CharSequence text, int start, int end, boolean quoted) {
    char first = text.charAt(start);
    if (first == '/' || (first == '.' && text.charAt(start + 1) == '/')) {
      return true;
    }
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if ((c == '(' && !quoted) || (c == ':' && i + 1 < end && text.charAt(i + 1) == '/')) {
        return true;
      }
    }
    return false;
  }
}

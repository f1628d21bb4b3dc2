package dev.agentruntime.middleware.internal.secret;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.redact.EntityType;
import org.jspecify.annotations.Nullable;

/** Finds the value behind a name, without quotes and words around it. Stateless. */
final class KeyedValue {
  /**
   * Up to where a value is looked at before it counts as one; what counts is followed to its end.
   */
  private static final int LOOKED_AT = 256;

  private static final int MOST_BETWEEN = 24;

  /** Words between {@code Authorization:} and the value, RFC 7235 and what is usual. */
  private static final String[] SCHEMES = {"bearer ", "basic ", "token ", "apikey ", "key "};

  /** By the last five bits of their first letters. */
  private static final int SCHEMES_BEGIN = 1 << 'b' | 1 << 't' | 1 << 'a' | 1 << 'k';

  /** Of operators of two signs, such as {@code :=}, {@code ==} and {@code =>}. */
  private static final int OPERATOR = Chars.COLON | Chars.EQUALS | Chars.GREATER | Chars.TILDE;

  private static final int OPENING = Chars.QUOTE | Chars.AT_SIGN | Chars.BACKSLASH;

  /** Where a value without quotes ends. */
  private static final int ENDS =
      Chars.SPACE | Chars.QUOTE | Chars.VALUE_END | Chars.GREATER | Chars.BACKSLASH;

  /** Names in the query of an address are shorter. */
  private static final int LONGEST_QUERY_NAME = 32;

  private KeyedValue() {}

  /**
   * Where the value behind a colon or equals sign begins, past the rest of an operator, blanks, an
   * opening quote and the word that says how it is used.
   */
  static int start(CharSequence text, int sign) {
    return behindScheme(text, opened(text, sign));
  }

  /** The same with the word that says how it is used. */
  static int opened(CharSequence text, int sign) {
    int at = sign + 1;
    int last = Math.min(text.length(), at + MOST_BETWEEN);
    while (at < last && Chars.is(text.charAt(at), OPERATOR)) {
      at++;
    }
    while (at < last && Chars.isBlank(text.charAt(at))) {
      at++;
    }
    int quoted = at;
    while (quoted < last && Chars.is(text.charAt(quoted), OPENING)) {
      quoted++;
    }
    return quoted;
  }

  /**
   * Whether a value may be a secret by its first characters: most values are numbers, constants and
   * short words, and end too soon. This is asked of each of them.
   *
   * @param start where it was {@link #opened}
   */
  static boolean mayBegin(CharSequence text, int start) {
    int end = start + Judgement.SHORTEST_PASSWORD;
    if (end > text.length()) {
      return false;
    }
    char opening = text.charAt(start - 1);
    char quote = Chars.isQuote(opening) ? opening : 0;
    for (int at = start; at < end; at++) {
      char c = text.charAt(at);
      if (Chars.is(c, ENDS)) {
        if (Chars.isSpace(c)) {
          return behindScheme(text, start) > start;
        }
        if (quote == 0 || c == quote) {
          return false;
        }
      }
    }
    return true;
  }

  private static int behindScheme(CharSequence text, int at) {
    if (at >= text.length() || (SCHEMES_BEGIN >> text.charAt(at) & 1) == 0) {
      return at;
    }
    for (String scheme : SCHEMES) {
      if (Chars.goesOnWith(text, at, scheme)) {
        return at + scheme.length();
      }
    }
    return at;
  }

  /** The quote a value that begins here is in, or 0. */
  private static char quote(CharSequence text, int start) {
    for (int at = start - 1; at >= Math.max(0, start - MOST_BETWEEN); at--) {
      char c = text.charAt(at);
      if (Chars.isQuote(c)) {
        return c;
      }
      if (!Chars.is(c, Chars.LETTER) && c != ' ') {
        return 0;
      }
    }
    return 0;
  }

  /**
   * Where a value ends.
   *
   * @param quote its quote, or 0
   * @param most how many characters are looked at
   */
  private static int end(CharSequence text, int start, char quote, int most) {
    int last = most > text.length() - start ? text.length() : start + most;
    int braces = 0;
    for (int at = start; at < last; at++) {
      char c = text.charAt(at);
      if (c == quote || c == '\n' || c == '\r') {
        return c == quote && at > start && text.charAt(at - 1) == '\\' ? at - 1 : at;
      }
      if (quote == 0) {
        braces += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (braces < 0 || Chars.is(c, ENDS) || isNextOfQuery(text, at)) {
          return at;
        }
      }
    }
    return last;
  }

  /** Of {@code a=1&b=2} what is behind the first value; passwords have ampersands too. */
  private static boolean isNextOfQuery(CharSequence text, int at) {
    if (text.charAt(at) != '&') {
      return false;
    }
    int last = Math.min(text.length(), at + LONGEST_QUERY_NAME);
    for (int i = at + 1; i < last; i++) {
      if (!Chars.is(text.charAt(i), Chars.IN_NAME)) {
        return text.charAt(i) == '=' && i > at + 1;
      }
    }
    return false;
  }

  /**
   * Adds the value that begins here if it is a secret.
   *
   * @param said what its name says, as {@link KeyWords} do
   */
  static @Nullable Hits judged(CharSequence text, int start, int said, @Nullable Hits hits) {
    char quote = quote(text, start);
    int lookedAt = end(text, start, quote, LOOKED_AT);
    if (lookedAt == start || !Judgement.isSecret(text, start, lookedAt, said, quote != 0)) {
      return hits;
    }
    int end =
        lookedAt - start < LOOKED_AT ? lookedAt : end(text, lookedAt, quote, Integer.MAX_VALUE);
    return Hits.add(hits, start, end, EntityType.SECRET, Certainty.IN_KEY_POSITION);
  }
}

package dev.agentruntime.middleware.internal.secret;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.redact.EntityType;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in the form of RFC 7468, of OpenPGP and of OpenSSH, with line ends as such or
 * escaped. The whole block is the value: a label tells what sort of key it is. A block without end,
 * as in a text that was cut, goes as far as its base64. Stateless.
 */
final class PrivateKeys {
  /** In each label: {@code RSA PRIVATE KEY}, {@code PGP PRIVATE KEY BLOCK}. */
  static final String LABEL = "PRIVATE KEY";

  /** The V. */
  static final int RAREST_OF_LABEL = 3;

  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  /** The longest known has 32: {@code ENCRYPTED} and such words, with room. */
  private static final int LONGEST_LABEL = 48;

  /** A key of 128 bits has 22 characters of base64. */
  private static final int SHORTEST_BODY = 24;

  private PrivateKeys() {}

  static @Nullable Hits look(CharSequence text, int label, @Nullable Hits hits) {
    int start = beginning(text, label);
    if (start < 0) {
      return hits;
    }
    int body = dashes(text, label + LABEL.length(), label + LONGEST_LABEL);
    if (body < 0) {
      return hits;
    }
    body += DASHES.length();
    int next = dashes(text, body, text.length());
    int bodyEnd = bodyEnd(text, body, next < 0 ? text.length() : next);
    if ((next < 0 ? bodyEnd : next) - body < SHORTEST_BODY) {
      return hits;
    }
    int end = next < 0 ? bodyEnd : blockEnd(text, bodyEnd, next);
    return Hits.add(hits, start, end, EntityType.SECRET, Certainty.OF_SHAPE);
  }

  private static int beginning(CharSequence text, int label) {
    for (int at = label - BEGIN.length(); at >= Math.max(0, label - LONGEST_LABEL); at--) {
      if (goesOnWith(text, at, BEGIN)) {
        return at;
      }
    }
    return -1;
  }

  /** To the end of the closing line, if what is next is one. */
  private static int blockEnd(CharSequence text, int bodyEnd, int next) {
    int line = next + DASHES.length();
    if (!goesOnWith(text, line, "END ")) {
      return bodyEnd;
    }
    int closing = dashes(text, line, line + LONGEST_LABEL);
    return closing < 0 ? line : closing + DASHES.length();
  }

  /** Behind the last character of base64 before anything that has none between line ends. */
  private static int bodyEnd(CharSequence text, int start, int last) {
    int end = start;
    for (int at = start; at < last; at++) {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
      } else if (Chars.is(c, Chars.ALNUM | Chars.PLUS_SLASH | Chars.EQUALS)) {
        end = at + 1;
      } else if (!Chars.isSpace(c) && !Chars.isQuote(c)) {
        return end;
      }
    }
    return end;
  }

  private static int dashes(CharSequence text, int from, int bound) {
    int last = Math.min(text.length(), bound) - DASHES.length();
    for (int at = from; at <= last; at++) {
      if (goesOnWith(text, at, DASHES)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean goesOnWith(CharSequence text, int at, String literal) {
    if (text.length() - at < literal.length()) {
      return false;
    }
    for (int i = 0; i < literal.length(); i++) {
      if (text.charAt(at + i) != literal.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}

package dev.agentruntime.middleware.internal.secret;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.redact.EntityType;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' objects of the kind {@code Secret}, in YAML or in JSON over several lines: under
 * {@code data} everything is secret, whatever its name, and in base64. Stateless.
 *
 * <p>The lines around {@code kind: Secret} are read in both directions, to the end of the object or
 * the next line that says a kind: no line is read for more than two objects.
 */
final class SecretManifests {
  private static final String KIND = "kind";
  private static final String SECRET = "secret";
  private static final String DATA = "data";

  /** Base64 of eight characters: what is shorter is a word or a number, and no password. */
  private static final int SHORTEST = 12;

  /** Base64 comes in groups. */
  private static final int GROUP = 4;

  private SecretManifests() {}

  /**
   * Adds the values of the object whose kind is said here, if it is a secret.
   *
   * @param colon the colon behind {@code kind}
   * @param value where the value behind it begins
   */
  static @Nullable Hits look(CharSequence text, int colon, int value, @Nullable Hits hits) {
    int behind = value + SECRET.length();
    if (!Chars.goesOnWith(text, value, SECRET)
        || (behind < text.length() && Chars.is(text.charAt(behind), Chars.IN_NAME))) {
      return hits;
    }
    int first = nameStart(text, colon);
    int line = first;
    while (line > 0 && Chars.isBlank(text.charAt(line - 1))) {
      line--;
    }
    if (!isKey(text, first, KIND) || (line > 0 && text.charAt(line - 1) != '\n')) {
      return hits;
    }
    int start = line;
    while (start > 0) {
      int before = lineStart(text, start - 1);
      if (isOutside(text, before, first - line)) {
        break;
      }
      start = before;
    }
    return ofObject(text, start, first - line, behind, hits);
  }

  private static @Nullable Hits ofObject(
      CharSequence text, int start, int indent, int kind, @Nullable Hits before) {
    Hits hits = before;
    boolean data = false;
    for (int line = start; line < text.length(); line = lineEnd(text, line) + 1) {
      if (line > kind && isOutside(text, line, indent)) {
        return hits;
      }
      int first = indented(text, line);
      if (data && first - line > indent) {
        hits = ofLine(text, first, hits);
      } else if (!isEmpty(text, first)) {
        data = first - line == indent && isKey(text, first, DATA);
      }
    }
    return hits;
  }

  /** Whether the object ends before this line: of less depth, a document's end, or another kind. */
  private static boolean isOutside(CharSequence text, int line, int indent) {
    int first = indented(text, line);
    return !isEmpty(text, first)
        && (first - line < indent
            || Chars.goesOnWith(text, first, "---")
            || isKey(text, first, KIND));
  }

  /** Adds what stands alone on a line or behind a name, in quotes or not. */
  private static @Nullable Hits ofLine(CharSequence text, int first, @Nullable Hits before) {
    Hits hits = before;
    int at = first;
    while (at < text.length() && !isEnd(text.charAt(at))) {
      int end = at;
      while (end < text.length() && Chars.is(text.charAt(end), Chars.ALNUM | Chars.PLUS_SLASH)) {
        end++;
      }
      while (end < text.length() && text.charAt(end) == '=') {
        end++;
      }
      boolean whole = at == first || !Chars.is(text.charAt(at - 1), Chars.IN_NAME);
      if (whole && end - at >= SHORTEST && (end - at) % GROUP == 0 && isValueEnd(text, end)) {
        hits = Hits.add(hits, at, end, EntityType.SECRET, Certainty.IN_KEY_POSITION);
      }
      at = Math.max(end, at + 1);
    }
    return hits;
  }

  /** The end of a line, a comment, or a template that will be filled in. */
  private static boolean isEnd(char c) {
    return c == '\n' || c == '#' || c == '{';
  }

  private static boolean isValueEnd(CharSequence text, int end) {
    if (end >= text.length()) {
      return true;
    }
    char c = text.charAt(end);
    boolean name = Chars.isQuote(c) && end + 1 < text.length() && text.charAt(end + 1) == ':';
    return !name && (Chars.isSpace(c) || Chars.isQuote(c) || c == ',');
  }

  private static boolean isKey(CharSequence text, int first, String word) {
    int start = first < text.length() && Chars.isQuote(text.charAt(first)) ? first + 1 : first;
    int end = start + word.length();
    if (!Chars.goesOnWith(text, start, word)) {
      return false;
    }
    end = end < text.length() && Chars.isQuote(text.charAt(end)) ? end + 1 : end;
    return end < text.length() && text.charAt(end) == ':';
  }

  private static boolean isEmpty(CharSequence text, int first) {
    return first >= text.length() || Chars.isSpace(text.charAt(first));
  }

  /** Where the name would begin, with its quote, if it was that of a kind. */
  private static int nameStart(CharSequence text, int colon) {
    int quotes = colon > 0 && Chars.isQuote(text.charAt(colon - 1)) ? 2 : 0;
    return Math.max(0, colon - KIND.length() - quotes);
  }

  /** Behind the blanks that a line begins with. */
  private static int indented(CharSequence text, int line) {
    int at = line;
    while (at < text.length() && Chars.isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int lineStart(CharSequence text, int from) {
    int at = from;
    while (at > 0 && text.charAt(at - 1) != '\n') {
      at--;
    }
    return at;
  }

  private static int lineEnd(CharSequence text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
    return at;
  }
}

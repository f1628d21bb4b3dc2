package dev.agentruntime.middleware.internal.text;

import org.jspecify.annotations.Nullable;

/**
 * Changes the strings of a JSON text where they stand: all else stays as it was written, character
 * by character. Of a text that is not quite JSON it changes what is in quotes. Takes time linear in
 * the text. Confined to one thread.
 */
final class JsonLeaves {
  /** No shorter number says who somebody is, or opens anything. */
  private static final int SHORTEST_NUMBER = 6;

  private static final int UNICODE_DIGITS = 4;
  private static final int HEX = 16;

  private final String text;
  private final TextRule rule;
  private final int depth;

  /** Strings without a backslash need no look. */
  private final boolean escapedOnly;

  /** Numbers are leaves too; a changed one becomes a string. */
  private final boolean numbers;

  private @Nullable StringBuilder out;
  private int copied;
  private @Nullable String name;

  JsonLeaves(String text, TextRule rule, int depth, boolean escapedOnly, boolean numbers) {
    this.text = text;
    this.rule = rule;
    this.depth = depth;
    this.escapedOnly = escapedOnly;
    this.numbers = numbers && !escapedOnly;
  }

  String changed() {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        int end = endOfString(at + 1);
        if (end < 0) {
          break;
        }
        string(at + 1, end);
        at = end + 1;
      } else if (numbers && isOfNumber(c)) {
        int end = endOfNumber(at);
        number(at, end);
        at = end;
      } else {
        at++;
      }
    }
    StringBuilder made = out;
    return made == null ? text : made.append(text, copied, text.length()).toString();
  }

  private void string(int start, int end) {
    boolean escaped = indexOfBackslash(start, end) >= 0;
    boolean isName = isName(end + 1);
    if (escapedOnly && !escaped && !isName) {
      return;
    }
    String leaf = escaped ? decoded(start, end) : text.substring(start, end);
    String of = isName ? null : name;
    name = isName ? leaf : name;
    if (escapedOnly && !escaped) {
      return;
    }
    String changed = Texts.changed(of, leaf, rule, depth + 1);
    if (!changed.equals(leaf)) {
      encode(changed, upTo(start));
      copied = end;
    }
  }

  private void number(int start, int end) {
    if (end - start < SHORTEST_NUMBER) {
      return;
    }
    String leaf = text.substring(start, end);
    String changed = rule.apply(name, leaf);
    if (!changed.equals(leaf)) {
      encode(changed, upTo(start).append('"'));
      upTo(start).append('"');
      copied = end;
    }
  }

  /** What is made so far, with all up to a place. */
  private StringBuilder upTo(int place) {
    StringBuilder made = out == null ? new StringBuilder(text.length() + HEX) : out;
    out = made;
    if (place > copied) {
      made.append(text, copied, place);
      copied = place;
    }
    return made;
  }

  private int endOfString(int start) {
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return i;
      }
      if (c == '\\') {
        i++;
      }
    }
    return -1;
  }

  private int indexOfBackslash(int start, int end) {
    int found = text.indexOf('\\', start);
    return found < end ? found : -1;
  }

  private boolean isName(int behind) {
    int at = behind;
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return at < text.length() && text.charAt(at) == ':';
  }

  private static boolean isOfNumber(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
  }

  private int endOfNumber(int start) {
    int end = start;
    while (end < text.length() && isOfNumber(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private String decoded(int start, int end) {
    StringBuilder leaf = new StringBuilder(end - start);
    int i = start;
    while (i < end) {
      char c = text.charAt(i++);
      if (c != '\\' || i == end) {
        leaf.append(c);
        continue;
      }
      char escape = text.charAt(i++);
      int code = escape == 'u' ? unicode(i, end) : -1;
      if (code >= 0) {
        leaf.append((char) code);
        i += UNICODE_DIGITS;
      } else {
        leaf.append(plain(escape));
      }
    }
    return leaf.toString();
  }

  private int unicode(int start, int end) {
    if (end - start < UNICODE_DIGITS) {
      return -1;
    }
    int code = 0;
    for (int i = start; i < start + UNICODE_DIGITS; i++) {
      int digit = Character.digit(text.charAt(i), HEX);
      if (digit < 0) {
        return -1;
      }
      code = code * HEX + digit;
    }
    return code;
  }

  private static char plain(char escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escape;
    };
  }

  private static void encode(String leaf, StringBuilder into) {
    for (int i = 0; i < leaf.length(); i++) {
      char c = leaf.charAt(i);
      switch (c) {
        case '"', '\\' -> into.append('\\').append(c);
        case '\n' -> into.append("\\n");
        case '\r' -> into.append("\\r");
        case '\t' -> into.append("\\t");
        default -> {
          if (c < ' ' || isLone(leaf, i)) {
            into.append("\\u").append(Integer.toHexString(c | 0x10000), 1, 1 + UNICODE_DIGITS);
          } else {
            into.append(c);
          }
        }
      }
    }
  }

  /** Half a character, which does not survive being sent unless it is escaped. */
  private static boolean isLone(String leaf, int at) {
    char c = leaf.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == leaf.length() || !Character.isLowSurrogate(leaf.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(leaf.charAt(at - 1)));
  }
}

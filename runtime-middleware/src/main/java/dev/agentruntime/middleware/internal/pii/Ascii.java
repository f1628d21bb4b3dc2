package dev.agentruntime.middleware.internal.pii;

/** Characters that numbers are made of. Stateless. */
final class Ascii {
  private Ascii() {}

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  static boolean isLetterOrDigit(char c) {
    return isDigit(c) || isLetter(c);
  }

  static boolean isHex(char c) {
    return isDigit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
  }

  static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
  }

  /** The character at a place, or zero outside of the text. */
  static char at(String text, int place) {
    return place >= 0 && place < text.length() ? text.charAt(place) : '\0';
  }

  /** Whether all between two places are digits. */
  static boolean allDigits(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return end > start;
  }

  /** The number between two places, which hold at most nine digits. */
  static int number(String text, int start, int end) {
    int number = 0;
    for (int i = start; i < end; i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }

  /** Behind the letters and digits that begin at a place. */
  static int wordEnd(String text, int start) {
    int end = start;
    while (end < text.length() && isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /**
   * Where the letters and digits begin that end at a place, looking back no further than so far.
   */
  static int wordStart(String text, int end, int reach) {
    int first = Math.max(0, end - reach);
    int start = end;
    while (start > first && isLetterOrDigit(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  /**
   * Whether what lies between two places is a number of its own, and not a part of a decimal, a
   * version, a UUID or the like.
   */
  static boolean standsAlone(String text, int start, int end) {
    return !goesOnBefore(text, start) && !goesOnBehind(text, end);
  }

  private static boolean goesOnBefore(String text, int start) {
    char before = at(text, start - 1);
    char further = at(text, start - 2);
    return isLetterOrDigit(before)
        || (before == '.' && isDigit(further))
        || (before == '-' && isLetterOrDigit(further) && holdsDigit(text, start - 1))
        || (before == '_' && isDigit(further));
  }

  private static boolean goesOnBehind(String text, int end) {
    char behind = at(text, end);
    char further = at(text, end + 1);
    return isLetterOrDigit(behind)
        || (behind == '.' && isDigit(further))
        || (behind == '-' && isLetterOrDigit(further));
  }

  /** Whether the word that ends at a place has a digit in its last characters. */
  private static boolean holdsDigit(String text, int end) {
    for (int i = wordStart(text, end, 12); i < end; i++) {
      if (isDigit(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}

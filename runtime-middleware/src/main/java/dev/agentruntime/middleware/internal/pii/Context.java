package dev.agentruntime.middleware.internal.pii;

/**
 * What the words around a number say that it is. Stateless; looked at only where something that
 * could be a value was found.
 */
final class Context {
  /** How far before a number its name may be: a label, and a few words between. */
  static final int BEFORE = 56;

  /** How far before a number its label may begin, when the label is all there is. */
  static final int LABEL = 44;

  private static final int LONGEST_ABBREVIATION = 4;

  /** How far behind: {@code 555-0132 (mobile)}. */
  static final int BEHIND = 14;

  private Context() {}

  /** The topics of the words shortly before and right behind a value. */
  static long around(String text, int start, int end) {
    return before(text, start) | behind(text, end);
  }

  /** Whether those words speak of a topic. */
  static boolean speaksOf(Topic topic, String text, int start, int end) {
    return (around(text, start, end) & topic.bit()) != 0;
  }

  /** The topics of the words shortly before a value. */
  static long before(String text, int start) {
    long topics = 0;
    for (int at = Math.max(0, start - BEFORE); at < start; at++) {
      if (isWordStart(text, at)) {
        topics |= Lexicon.STANDARD.topicsAt(text, at, start);
      }
    }
    return topics;
  }

  /** The topics of the words right behind a value, in the same line. */
  static long behind(String text, int end) {
    long topics = 0;
    int last = Math.min(text.length(), end + BEHIND);
    for (int at = end; at < last && text.charAt(at) != '\n'; at++) {
      if (isWordStart(text, at)) {
        topics |= Lexicon.STANDARD.topicsAt(text, at, text.length());
      }
    }
    return topics;
  }

  /** The topics of the words between the last number or line before a value and the value. */
  static long sinceLastNumber(String text, int start) {
    long topics = 0;
    int first = Math.max(0, start - BEFORE);
    for (int at = start - 1; at >= first; at--) {
      if (Ascii.isDigit(text.charAt(at)) || text.charAt(at) == '\n') {
        return topics;
      }
      if (isWordStart(text, at)) {
        topics |= Lexicon.STANDARD.topicsAt(text, at, start);
      }
    }
    return topics;
  }

  /**
   * The topics of the label of a value: the last words before it that speak of any, with nothing of
   * weight between.
   */
  static long label(String text, int start) {
    int first = Math.max(0, start - LABEL);
    for (int at = start - 1; at >= first; at--) {
      char c = text.charAt(at);
      if (c == '\n' || c == ';' || c == '}' || Ascii.isDigit(c) || endsSentence(text, at)) {
        return 0;
      }
      if (isWordStart(text, at)) {
        long topics = Lexicon.STANDARD.topicsAt(text, at, start);
        if (topics != 0) {
          return topics;
        }
      }
    }
    return 0;
  }

  /** A full stop after a word that is longer than an abbreviation, with a blank behind it. */
  private static boolean endsSentence(String text, int at) {
    char c = text.charAt(at);
    return (c == '.' || c == '?' || c == '!')
        && Character.isWhitespace(Ascii.at(text, at + 1))
        && at - Ascii.wordStart(text, at, LONGEST_ABBREVIATION + 1) > LONGEST_ABBREVIATION;
  }

  /** Whether a word begins: after no letter, or with a capital after a small one. */
  static boolean isWordStart(String text, int at) {
    char c = text.charAt(at);
    if (!Character.isLetter(c)) {
      return false;
    }
    if (at == 0) {
      return true;
    }
    char before = text.charAt(at - 1);
    return !Character.isLetter(before)
        || (Character.isUpperCase(c) && Character.isLowerCase(before))
        || Scripts.isUnspaced(c);
  }
}

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

  /** In words, from the last that speaks of a topic: in identity card, the second says less. */
  private static final int LONGEST_LABEL = 3;

  private static final long ANY = -1;
  private static final int LONGEST_ABBREVIATION = 4;

  /** How far behind: {@code 555-0132 (mobile)}. */
  static final int BEHIND = 14;

  private Context() {}

  /** Whether the words shortly before or right behind a value speak of a topic. */
  static boolean speaksOf(Topic topic, String text, int start, int end) {
    return (before(text, start, topic.bit()) | behind(text, end, topic.bit())) != 0;
  }

  private static long before(String text, int start, long wanted) {
    long topics = 0;
    for (int at = Math.max(0, start - BEFORE); at < start; at++) {
      if (isWordStart(text, at)) {
        topics |= Lexicon.STANDARD.topicsAt(text, at, start, wanted);
      }
    }
    return topics;
  }

  /** In the same line. */
  private static long behind(String text, int end, long wanted) {
    long topics = 0;
    int last = Math.min(text.length(), end + BEHIND);
    for (int at = end; at < last && text.charAt(at) != '\n'; at++) {
      if (isWordStart(text, at)) {
        topics |= Lexicon.STANDARD.topicsAt(text, at, text.length(), wanted);
      }
    }
    return topics;
  }

  /** Whether the words between the last number or line before a value and the value speak of it. */
  static boolean announces(Topic topic, String text, int start) {
    int first = Math.max(0, start - BEFORE);
    for (int at = start - 1; at >= first; at--) {
      if (Ascii.isDigit(text.charAt(at)) || text.charAt(at) == '\n') {
        return false;
      }
      if (isWordStart(text, at) && Lexicon.STANDARD.topicsAt(text, at, start, topic.bit()) != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * The topics of the label of a value: the last words before it that speak of any, with nothing of
   * weight between.
   */
  static long label(String text, int start) {
    int first = Math.max(0, start - LABEL);
    long topics = 0;
    int wordsLeft = LONGEST_LABEL;
    for (int at = start - 1; at >= first && wordsLeft > 0; at--) {
      char c = text.charAt(at);
      if (c == '\n' || c == ';' || c == '}' || Ascii.isDigit(c)) {
        return topics;
      }
      if (endsSentence(text, at) || endsMember(text, at)) {
        return topics;
      }
      if (isWordStart(text, at)) {
        topics |= Lexicon.STANDARD.topicsAt(text, at, start, ANY);
        wordsLeft -= topics != 0 ? 1 : 0;
      }
    }
    return topics;
  }

  /** The comma behind a string in JSON: what is said there is not said of what comes next. */
  private static boolean endsMember(String text, int at) {
    return text.charAt(at) == ',' && Ascii.at(text, at - 1) == '"';
  }

  /** A full stop after a word that is longer than an abbreviation, at the end of what is said. */
  private static boolean endsSentence(String text, int at) {
    char c = text.charAt(at);
    char next = Ascii.at(text, at + 1);
    return (c == '.' || c == '?' || c == '!')
        && (Character.isWhitespace(next) || next == '"')
        && at - Ascii.wordStart(text, at, LONGEST_ABBREVIATION + 1) > LONGEST_ABBREVIATION;
  }

  /** Whether a word begins: after no letter or digit, or with a capital after a small one. */
  static boolean isWordStart(String text, int at) {
    char c = text.charAt(at);
    if (!Character.isLetter(c)) {
      return false;
    }
    if (at == 0) {
      return true;
    }
    char before = text.charAt(at - 1);
    return !Character.isLetterOrDigit(before)
        || (Character.isUpperCase(c) && Character.isLowerCase(before))
        || Scripts.isUnspaced(c);
  }
}

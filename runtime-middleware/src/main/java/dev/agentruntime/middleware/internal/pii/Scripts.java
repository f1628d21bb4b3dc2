package dev.agentruntime.middleware.internal.pii;

/** What is to be known of scripts. Stateless. */
final class Scripts {
  private Scripts() {}

  /** Whether a character is of a script whose words have no spaces between them. */
  static boolean isUnspaced(char c) {
    if (c < '\u0e00') {
      return false;
    }
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }
}

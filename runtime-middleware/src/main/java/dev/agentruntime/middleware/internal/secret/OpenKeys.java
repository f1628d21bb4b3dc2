package dev.agentruntime.middleware.internal.secret;

/**
 * Keys that stand in the source of public pages and apps as often as in secret stores: those of
 * Google's services, which say whom to bill and not who asks. One that is all of a text is no
 * secret; what stands beside it, a name above all, makes it one. Stateless.
 */
final class OpenKeys {
  private static final String BEGINNING = "AIza";

  /** Blanks and quotes around a key: what is farther away says nothing of it. */
  private static final int MOST_AROUND = 24;

  private OpenKeys() {}

  /** Whether a token is such a key, and all there is. */
  static boolean isAlone(CharSequence text, int start, int end) {
    for (int i = 0; i < BEGINNING.length(); i++) {
      if (text.charAt(start + i) != BEGINNING.charAt(i)) {
        return false;
      }
    }
    return isEmpty(text, Math.max(0, start - MOST_AROUND), start)
        && isEmpty(text, end, Math.min(text.length(), end + MOST_AROUND));
  }

  private static boolean isEmpty(CharSequence text, int start, int end) {
    for (int at = start; at < end; at++) {
      if (!Chars.isSpace(text.charAt(at)) && !Chars.isQuote(text.charAt(at))) {
        return false;
      }
    }
    return true;
  }
}

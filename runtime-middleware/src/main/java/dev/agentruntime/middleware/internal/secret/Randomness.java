package dev.agentruntime.middleware.internal.secret;

/**
 * Tells what a machine drew by lot from what somebody typed. Counts instead of logarithms: how many
 * different characters there are, and how often letters and digits take turns, tell the same and
 * need neither a table nor an object. Stateless.
 */
final class Randomness {
  /** The beginning of a long value says as much as all of it. */
  private static final int LOOKED_AT = 64;

  /**
   * Of sixteen characters drawn by lot out of sixteen different ones, ten differ on average, and
   * fewer than six once in ten thousand; what is typed as an example has fewer.
   */
  private static final int FEWEST_OF_LONG = 7;

  /** Of so many letters drawn out of 26, all are among the first six once in 100 000 times. */
  private static final int FEWEST_OF_HEX = 8;

  private Randomness() {}

  /** Whether a value of a provider's shape is an example: few characters, or in order. */
  static boolean isMadeUp(CharSequence text, int start, int end) {
    int last = Math.min(end, start + LOOKED_AT);
    int length = last - start;
    return differing(text, start, last) < Math.min(length / 2, FEWEST_OF_LONG)
        || ascending(text, start, last) > length / 2;
  }

  /** How many different characters there are, small and capital letters counted as one. */
  static int differing(CharSequence text, int start, int end) {
    long low = 0;
    long high = 0;
    for (int i = start; i < end; i++) {
      char c = Chars.small(text.charAt(i));
      if (c < Long.SIZE) {
        low |= 1L << c;
      } else {
        high |= 1L << (c - Long.SIZE);
      }
    }
    return Long.bitCount(low) + Long.bitCount(high);
  }

  private static int ascending(CharSequence text, int start, int end) {
    int ascending = 0;
    for (int i = start + 1; i < end; i++) {
      ascending += text.charAt(i) == text.charAt(i - 1) + 1 ? 1 : 0;
    }
    return ascending;
  }

  /**
   * Whether a value has letters and digits that take turns often: at least once in so many
   * characters. Words do not, names with numbers seldom.
   */
  static boolean isMixed(CharSequence text, int start, int end, int oneTurnIn) {
    int last = Math.min(end, start + LOOKED_AT);
    int letters = 0;
    int digits = 0;
    int turns = 0;
    char before = ' ';
    for (int i = start; i < last; i++) {
      char c = text.charAt(i);
      if (Chars.is(c, Chars.DIGIT)) {
        digits++;
        turns += Chars.is(before, Chars.LETTER) ? 1 : 0;
      } else if (Chars.is(c, Chars.LETTER)) {
        letters++;
        turns += Chars.is(before, Chars.DIGIT) || isHump(before, c) ? 1 : 0;
      }
      before = c;
    }
    return letters > 0 && digits > 0 && turns * oneTurnIn >= last - start;
  }

  /**
   * Whether a value is hexadecimal but for letters of the other case amid it. Programs print
   * hexadecimal numbers in one case; what is drawn from all letters has others than those.
   */
  static boolean isHexByHand(CharSequence text, int start, int end) {
    int printed = 0;
    int others = 0;
    int hex = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (Chars.is(c, Chars.DIGIT)) {
        continue;
      }
      if (hex == 0) {
        hex = Chars.is(c, Chars.SMALL) ? Chars.LOWER_HEX : Chars.UPPER_HEX;
      }
      if (Chars.is(c, hex)) {
        printed++;
      } else if (Chars.is(c, hex == Chars.LOWER_HEX ? Chars.CAPITAL : Chars.SMALL)) {
        others++;
      } else {
        return false;
      }
    }
    return others > 0 && printed >= FEWEST_OF_HEX;
  }

  /** A capital right after a small letter. */
  private static boolean isHump(char before, char c) {
    return Chars.is(before, Chars.SMALL) && Chars.is(c, Chars.CAPITAL);
  }
}

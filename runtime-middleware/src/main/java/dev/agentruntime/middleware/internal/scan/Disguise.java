package dev.agentruntime.middleware.internal.scan;

import java.util.Arrays;

/**
 * A text whose characters hide what it says from a plain look: wide digits and letters, digits of
 * other scripts, and characters of no width between them. It is looked through as it reads, and
 * what is found there is found at its place in the text. Immutable.
 *
 * <p>Letters of one alphabet that look like those of another are left as they are: the address they
 * are in is found all the same, since it may have letters of any alphabet.
 */
final class Disguise {
  /** Soft hyphen, zero-width space, non-joiner, joiner, word joiner, and byte order mark. */
  private static final String WIDTHLESS = "\u00ad\u200b\u200c\u200d\u2060\ufeff";

  private static final char FIRST_FOREIGN_DIGIT = '\u0660';
  private static final char FIRST_WIDE = '\uff01';
  private static final char LAST_WIDE = '\uff5e';
  private static final int WIDE_TO_PLAIN = FIRST_WIDE - '!';

  private final String plain;
  private final int[] places;

  private Disguise(String plain, int[] places) {
    this.plain = plain;
    this.places = places;
  }

  /** Whether characters of no width are in a text. */
  static boolean hasWidthless(String text) {
    for (int i = 0; i < WIDTHLESS.length(); i++) {
      if (text.indexOf(WIDTHLESS.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a character stands for an ASCII one. */
  static boolean isDisguised(char c) {
    return c >= FIRST_FOREIGN_DIGIT && plain(c) != c;
  }

  /** The text as it reads. */
  static Disguise of(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    int[] places = new int[text.length()];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (WIDTHLESS.indexOf(c) < 0) {
        places[plain.length()] = i;
        plain.append(plain(c));
      }
    }
    return new Disguise(plain.toString(), Arrays.copyOf(places, plain.length()));
  }

  private static char plain(char c) {
    if (c < FIRST_FOREIGN_DIGIT) {
      return c;
    }
    if (c >= FIRST_WIDE && c <= LAST_WIDE) {
      return (char) (c - WIDE_TO_PLAIN);
    }
    return Character.isDigit(c) ? (char) ('0' + Character.digit(c, 10)) : c;
  }

  /** The text as it reads. */
  String plain() {
    return plain;
  }

  /** What was found in the text as it reads, at its places in the text as it is. */
  Hits placed(Hits found) {
    Hits placed = new Hits();
    for (int i = 0; i < found.size(); i++) {
      placed.found(
          places[found.start(i)], places[found.end(i) - 1] + 1, found.type(i), found.confidence(i));
    }
    return placed;
  }
}

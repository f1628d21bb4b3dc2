package dev.agentruntime.middleware.redact.detect;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.TextPass;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

  /** The disguise a text is in, or null if it is in none. */
  static @Nullable Disguise of(String text) {
    return isDisguised(text) ? removed(text) : null;
  }

  private static boolean isDisguised(String text) {
    for (int i = 0; i < WIDTHLESS.length(); i++) {
      if (text.indexOf(WIDTHLESS.charAt(i)) >= 0) {
        return true;
      }
    }
    // Two neighbours are needed for anything to be found, so every second character will do.
    for (int i = 1; i < text.length(); i += 2) {
      char c = text.charAt(i);
      if (c >= FIRST_FOREIGN_DIGIT && plain(c) != c) {
        return true;
      }
    }
    return false;
  }

  private static Disguise removed(String text) {
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

  /** What a pass finds, at its places in the text. */
  @Nullable Hits found(TextPass pass) {
    Hits found = pass.over(plain, null);
    if (found == null) {
      return null;
    }
    Hits placed = new Hits();
    for (int i = 0; i < found.size(); i++) {
      placed.found(
          places[found.start(i)], places[found.end(i) - 1] + 1, found.type(i), found.confidence(i));
    }
    return placed;
  }
}

package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.middleware.internal.text.Redacting;
import dev.agentruntime.middleware.redact.Finding;
import java.util.List;
import java.util.regex.Matcher;

/**
 * A text that comes in pieces. Its end is held back: what is a value, or a placeholder, may go on
 * in the next piece. Confined to one thread.
 */
final class HeldText {
  /** What was let go and is still looked at: a word that says what the next one is. */
  private static final int CONTEXT = 64;

  /** Always held: a name of two words is seen whole before its first word goes. */
  private static final int LOOKAHEAD = 32;

  /**
   * Beyond it text goes also where there are no plain words, as in tables, in code, and in scripts
   * without blanks: a key of 4096 bits in its armour takes 3,300 characters.
   */
  static final int MOST_HELD = 4_096;

  /** Held even then: the longest tokens that are in use are seen whole, and any placeholder. */
  private static final int LONG_LOOKAHEAD = 256;

  /** A placeholder and the brackets around it, however a model spells them, is shorter. */
  private static final int LONGEST_PLACEHOLDER = 96;

  private static final int PLAIN_WORDS = 2;

  private final Redacting redacting;

  /** The last of what was let go, then what is held. */
  private final StringBuilder known = new StringBuilder();

  /** Where what is held begins. */
  private int held;

  /** More than this and text goes without plain words; grows while a value fills all of it. */
  private int most = MOST_HELD;

  HeldText(Redacting redacting) {
    this.redacting = redacting;
  }

  /** Takes a piece; returns what may go now. */
  String add(String piece) {
    known.append(piece);
    if (known.length() - held > most) {
      String safe = release(known.length() - LONG_LOOKAHEAD);
      most = Math.max(MOST_HELD, 2 * (known.length() - held));
      return safe;
    }
    for (int cut = known.length() - LOOKAHEAD; cut > held; cut--) {
      if (isBlank(cut - 1) && followsPlainWords(cut - 1)) {
        return release(cut);
      }
    }
    return "";
  }

  /** Nothing more comes; returns what is left. */
  String end() {
    String left = held == known.length() ? "" : release(known.length());
    known.setLength(0);
    held = 0;
    most = MOST_HELD;
    return left;
  }

  private boolean isBlank(int at) {
    return Character.isWhitespace(known.charAt(at));
  }

  /** Over two words of letters no value goes on that has a form, such as a number with blanks. */
  private boolean followsPlainWords(int blank) {
    int at = blank;
    for (int words = 0; words < PLAIN_WORDS; words++) {
      while (at > 0 && isBlank(at - 1)) {
        at--;
      }
      int end = at;
      while (at > 0 && !isBlank(at - 1)) {
        at--;
      }
      if (!isPlain(at, end)) {
        return false;
      }
    }
    return true;
  }

  /** Letters, and maybe a mark of the sentence behind them. */
  private boolean isPlain(int start, int end) {
    for (int i = start; i < end; i++) {
      boolean mark = i == end - 1 && ",.;!?".indexOf(known.charAt(i)) >= 0;
      if (!Character.isLetter(known.charAt(i)) && !mark) {
        return false;
      }
    }
    return true;
  }

  /** Lets go what is before a place, or before the value or placeholder that goes on over it. */
  private String release(int wanted) {
    String all = known.toString();
    List<Finding> findings = redacting.finder().apply(all);
    int cut = beforeWhatGoesOn(all, wanted, findings);
    String safe = redacting.part(all, held, cut, findings);
    int forgotten = Math.max(0, cut - CONTEXT);
    known.delete(0, forgotten);
    held = cut - forgotten;
    return safe;
  }

  /** The last place up to one wanted that is within no value, placeholder or character. */
  private int beforeWhatGoesOn(String all, int wanted, List<Finding> findings) {
    int cut = wanted;
    int tried;
    do {
      tried = cut;
      for (Finding finding : findings) {
        if (finding.start() < cut && finding.end() > cut) {
          cut = finding.start();
        }
      }
      cut = beforePlaceholder(all, cut);
    } while (cut > held && cut != tried);
    boolean halved = cut > held && cut < all.length() && Character.isLowSurrogate(all.charAt(cut));
    return Math.max(held, halved ? cut - 1 : cut);
  }

  private static int beforePlaceholder(String all, int cut) {
    Matcher cores = PlaceholderForms.cores(all);
    cores.region(
        Math.max(0, cut - LONGEST_PLACEHOLDER), Math.min(all.length(), cut + LONGEST_PLACEHOLDER));
    while (cores.find()) {
      PlaceholderForms.Span span = PlaceholderForms.around(all, cores.start(), cores.end());
      if (span.start() < cut && span.end() > cut) {
        return span.start();
      }
    }
    return cut;
  }
}

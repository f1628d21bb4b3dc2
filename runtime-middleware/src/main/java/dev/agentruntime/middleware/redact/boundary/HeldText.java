package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.middleware.internal.text.Redacting;
import dev.agentruntime.middleware.redact.Finding;
import java.util.List;

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
   * More is never held: a key of 4096 bits in its armour takes 3,300 characters, and what goes on
   * for longer without plain words is no value.
   */
  static final int MOST_HELD = 4_096;

  private static final int PLAIN_WORDS = 2;

  private final Redacting redacting;

  /** The last of what was let go, then what is held. */
  private final StringBuilder known = new StringBuilder();

  /** Where what is held begins. */
  private int held;

  HeldText(Redacting redacting) {
    this.redacting = redacting;
  }

  /** Takes a piece; returns what may go now. */
  String add(String piece) {
    known.append(piece);
    if (known.length() - held > MOST_HELD) {
      return release(known.length());
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

  /** Lets go what is before a place, or before the value that goes on over it. */
  private String release(int wanted) {
    String all = known.toString();
    List<Finding> findings = redacting.finder().apply(all);
    int cut = wanted;
    for (Finding finding : findings) {
      if (finding.start() < cut && finding.end() > cut) {
        cut = Math.max(held, finding.start());
      }
    }
    String safe = redacting.part(all, held, cut, findings);
    int forgotten = Math.max(0, cut - CONTEXT);
    known.delete(0, forgotten);
    held = cut - forgotten;
    return safe;
  }
}

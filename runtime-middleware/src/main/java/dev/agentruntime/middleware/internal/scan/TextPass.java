package dev.agentruntime.middleware.internal.scan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes over a text once and shows its probes the few places where a value could be. Immutable; safe
 * for use by many threads.
 *
 * <p>Almost every text is clean, so what counts is how little is done where nothing is. Signs are
 * sought with {@link String#indexOf(int, int)}, which compares many characters at once. Digits and
 * long tokens take a loop, but it need look at every second character only: two neighbouring digits
 * and a long token cannot slip between.
 */
public final class TextPass {
  /** From how many characters on a run is a token: the shortest keys of providers have 16. */
  public static final int SHORTEST_TOKEN = 16;

  /** Up to how many characters a word is shown as a number: the longest IBAN has 34. */
  public static final int LONGEST_NUMBER = 40;

  /** Up to how many characters a number by itself is nobody's: a year has four. */
  public static final int SHORT_NUMBER = 4;

  private static final int DAY = 10;
  private static final String JOINTS = " -./:_()\u00a0";

  /** Four characters, two of which are looked at. */
  private static final int BLOCK = 4;

  /** How many whole blocks the shortest token has, wherever it begins. */
  private static final int BLOCKS_IN_TOKEN = SHORTEST_TOKEN / BLOCK - 1;

  private final Probe.OfAtSign[] atSigns;
  private final Probe.OfSeparator[] separators;
  private final Probe.OfShortNumber[] shortNumbers;
  private final Probe.OfNumber[] numbers;
  private final Probe.OfToken[] tokens;
  private final Probe.OfLiteral[] literals;

  /**
   * Makes a pass.
   *
   * @param probes whom to ask; one may be of several kinds
   */
  public TextPass(List<? extends Probe> probes) {
    atSigns = of(Probe.OfAtSign.class, probes).toArray(Probe.OfAtSign[]::new);
    separators = of(Probe.OfSeparator.class, probes).toArray(Probe.OfSeparator[]::new);
    shortNumbers = of(Probe.OfShortNumber.class, probes).toArray(Probe.OfShortNumber[]::new);
    numbers = of(Probe.OfNumber.class, probes).toArray(Probe.OfNumber[]::new);
    tokens = of(Probe.OfToken.class, probes).toArray(Probe.OfToken[]::new);
    literals = of(Probe.OfLiteral.class, probes).toArray(Probe.OfLiteral[]::new);
  }

  private static <P extends Probe> List<P> of(Class<P> kind, List<? extends Probe> probes) {
    List<P> found = new ArrayList<>();
    for (Probe probe : probes) {
      if (kind.isInstance(probe)) {
        found.add(kind.cast(probe));
      }
    }
    return found;
  }

  /**
   * Goes over a text. If it is in disguise, it is gone over as it reads.
   *
   * @param text any text
   * @return what was found, or null if that is nothing
   */
  public @Nullable Hits over(String text) {
    boolean widthless = Disguise.hasWidthless(text);
    Hits hits = widthless ? null : once(text);
    if (!widthless && (hits == null || !hits.isDisguised())) {
      return hits;
    }
    Disguise disguise = Disguise.of(text);
    Hits found = once(disguise.plain());
    return found == null ? null : disguise.placed(found);
  }

  private @Nullable Hits once(String text) {
    Hits hits = null;
    if (atSigns.length > 0) {
      hits = atSigns(text, hits);
    }
    for (Probe.OfLiteral probe : literals) {
      hits = literals(text, probe, hits);
    }
    if (separators.length > 0) {
      hits = separators(text, ':', hits);
      hits = separators(text, '=', hits);
    }
    return runs(text, hits);
  }

  private @Nullable Hits atSigns(String text, @Nullable Hits before) {
    Hits hits = before;
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      for (Probe.OfAtSign probe : atSigns) {
        hits = probe.atSign(text, at, at + 1, hits);
      }
    }
    for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
      if (text.startsWith("40", at + 1)) {
        for (Probe.OfAtSign probe : atSigns) {
          hits = probe.atSign(text, at, at + 3, hits);
        }
      }
    }
    return hits;
  }

  /** One character is sought much faster than several. */
  private static @Nullable Hits literals(
      String text, Probe.OfLiteral probe, @Nullable Hits before) {
    Hits hits = before;
    String literal = probe.literal();
    int rarest = probe.rarest();
    char sought = literal.charAt(rarest);
    for (int at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
      if (text.startsWith(literal, at - rarest)) {
        hits = probe.literal(text, at - rarest, hits);
      }
    }
    return hits;
  }

  private @Nullable Hits separators(String text, char sign, @Nullable Hits before) {
    Hits hits = before;
    for (int at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
      for (Probe.OfSeparator probe : separators) {
        hits = probe.separator(text, at, hits);
      }
    }
    return hits;
  }

  /** Stops where {@link #nextStop} says, and asks the probes for numbers and tokens there. */
  private @Nullable Hits runs(String text, @Nullable Hits before) {
    Hits hits = before;
    int length = text.length();
    int full = 0;
    int shown = 0;
    int gap = 0;
    for (int at = 1; at < length; at += BLOCK) {
      long stop = nextStop(text, at, full);
      at = (int) (stop >>> Integer.SIZE);
      full = (int) stop;
      for (int place = at; place < length && place < at + BLOCK; place += 2) {
        int kind = Kinds.kind(text.charAt(place));
        if (kind == Kinds.DISGUISED) {
          return Hits.disguised(hits);
        }
        if (kind == Kinds.DIGIT && place >= shown && hasDigitBeside(text, place)) {
          int start = wordStart(text, place, shown);
          shown = wordEnd(text, place);
          hits = word(text, start, shown, hits);
          shown = isDay(text, start, shown) ? timeEnd(text, start + DAY) : shown;
          shown = hits == null ? shown : Math.max(shown, hits.sureEnd(start));
        }
      }
      if (full >= BLOCKS_IN_TOKEN) {
        int start = tokenStart(text, at, gap);
        full = (at - start) / BLOCK + 1;
        if (full >= BLOCKS_IN_TOKEN) {
          full = 0;
          gap = tokenEnd(text, at);
          hits = gap - start >= SHORTEST_TOKEN ? token(text, start, gap, hits) : hits;
        }
      }
    }
    return hits;
  }

  /**
   * Looks at the second and fourth character of each block up to a digit, a disguise, or as many
   * blocks of a token as the shortest has at least. Calls nothing and does not branch on what the
   * processor cannot foretell: this is where the time goes on a clean text.
   *
   * @param from where a block begins
   * @param blocks how many blocks before it may be of one token
   * @return the block it stopped at, not looked at if it is the last, and the blocks by then in the
   *     lower half
   */
  private static long nextStop(String text, int from, int blocks) {
    int last = text.length() - 2;
    int full = blocks;
    int at = from;
    while (at < last) {
      int second = Kinds.kind(text.charAt(at));
      int fourth = Kinds.kind(text.charAt(at + 2));
      // All ones if one of them is of no token.
      int broken = (second - 1 | fourth - 1) >> (Integer.SIZE - 1);
      full = full + 1 & ~broken;
      // Negative if either is a digit or more, or the blocks are enough.
      if ((Kinds.DIGIT - 1 - second | Kinds.DIGIT - 1 - fourth | BLOCKS_IN_TOKEN - 1 - full) < 0) {
        break;
      }
      at += BLOCK;
    }
    return (long) at << Integer.SIZE | full;
  }

  private @Nullable Hits word(String text, int start, int end, @Nullable Hits before) {
    int length = end - start;
    if (length > LONGEST_NUMBER) {
      return before;
    }
    if (length > SHORT_NUMBER) {
      return number(text, start, end, before);
    }
    Hits hits = shortNumber(text, start, end, before);
    return isJoined(text, start, end) && !isDay(text, start, end)
        ? number(text, start, end, hits)
        : hits;
  }

  private @Nullable Hits shortNumber(String text, int start, int end, @Nullable Hits before) {
    Hits hits = before;
    for (Probe.OfShortNumber probe : shortNumbers) {
      hits = probe.shortNumber(text, start, end, hits);
    }
    return hits;
  }

  /** Asks one probe after the other until one is sure. */
  private @Nullable Hits number(String text, int start, int end, @Nullable Hits before) {
    Hits hits = before;
    for (Probe.OfNumber probe : numbers) {
      hits = probe.number(text, start, end, hits);
      if (hits != null && hits.sureEnd(start) >= end) {
        return hits;
      }
    }
    return hits;
  }

  private @Nullable Hits token(String text, int start, int end, @Nullable Hits before) {
    Hits hits = before;
    for (Probe.OfToken probe : tokens) {
      hits = probe.token(text, start, end, hits);
    }
    return hits;
  }

  private static boolean hasDigitBeside(String text, int at) {
    return Kinds.kind(text.charAt(at - 1)) == Kinds.DIGIT
        || (at + 1 < text.length() && Kinds.kind(text.charAt(at + 1)) == Kinds.DIGIT);
  }

  /**
   * Whether other digits belong to those of a short word, or a sign says that it begins a number.
   */
  private static boolean isJoined(String text, int start, int end) {
    return (Kinds.isDigit(text, end + 1) && isJoint(text, end))
        || (Kinds.isDigit(text, start - 2) && isJoint(text, start - 1))
        || (end + 2 < text.length() && text.charAt(end + 1) == '(' && Kinds.isDigit(text, end + 2))
        || (Kinds.isDigit(text, end + 2) && isJoint(text, end) && isJoint(text, end + 1))
        || (start > 0 && text.charAt(start - 1) == '+')
        || (end - start == SHORT_NUMBER && Kinds.kind(text.charAt(start)) == Kinds.LETTER)
        || (end < text.length()
            && Kinds.kind(text.charAt(end)) == Kinds.IN_TOKEN
            && Kinds.isLetter(text, end + 1))
        || (end - start == SHORT_NUMBER
            && start > 1
            && text.charAt(start - 1) == '-'
            && Kinds.isLetter(text, start - 2));
  }

  private static boolean isJoint(String text, int at) {
    return at >= 0 && at < text.length() && JOINTS.indexOf(text.charAt(at)) >= 0;
  }

  /** Whether a year begins a day as ISO 8601 writes it, with a time of day or without. */
  private static boolean isDay(String text, int start, int end) {
    int last = start + DAY;
    boolean longEnough = end - start == SHORT_NUMBER && last <= text.length();
    if (!longEnough || text.charAt(end) != '-' || text.charAt(end + 3) != '-') {
      return false;
    }
    char century = text.charAt(start);
    boolean year = (century == '1' || century == '2') && Kinds.isDigit(text, start + 1);
    boolean goesOn =
        last < text.length() && (text.charAt(last) == '-' || Kinds.isDigit(text, last));
    return year
        && Kinds.isDigit(text, end + 1)
        && Kinds.isDigit(text, end + 2)
        && Kinds.isDigit(text, end + 4)
        && Kinds.isDigit(text, end + 5)
        && !goesOn;
  }

  /** Behind the time of day that follows a day at once, or the same place. */
  private static int timeEnd(String text, int dayEnd) {
    int end = dayEnd;
    boolean time = end < text.length() && (text.charAt(end) == 'T' || text.charAt(end) == ' ');
    if (!time
        || !Kinds.isDigit(text, end + 1)
        || !Kinds.isDigit(text, end + 2)
        || end + 3 >= text.length()) {
      return dayEnd;
    }
    if (text.charAt(end + 3) != ':') {
      return dayEnd;
    }
    end += 3;
    while (Kinds.isDigit(text, end)
        || (end < text.length() && (":.".indexOf(text.charAt(end)) >= 0))) {
      end++;
    }
    return end;
  }

  /** Not before {@code bound}, and no further back than makes the word too long to be shown. */
  private static int wordStart(String text, int at, int bound) {
    int start = at;
    int first = Math.max(bound, at - LONGEST_NUMBER);
    while (start > first && Kinds.isInWord(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static int wordEnd(String text, int at) {
    int end = at + 1;
    while (end < text.length() && Kinds.isInWord(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int tokenStart(String text, int at, int gap) {
    int start = at;
    while (start > gap && Kinds.isInToken(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static int tokenEnd(String text, int at) {
    int end = at + 1;
    while (end < text.length() && Kinds.isInToken(text.charAt(end))) {
      end++;
    }
    return end;
  }
}

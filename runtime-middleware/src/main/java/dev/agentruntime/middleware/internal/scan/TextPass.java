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

  private static final byte OTHER = 0;
  private static final byte IN_TOKEN = 1;
  private static final byte LETTER = 2;
  private static final byte DIGIT = 3;
  private static final byte[] KINDS = kinds();

  private final Probe.OfAtSign[] atSigns;
  private final Probe.OfSeparator[] separators;
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
   * Goes over a text.
   *
   * @param text any text
   * @param before what was found in it before, or null
   * @return what was found by now, or null if that is nothing
   */
  public @Nullable Hits over(String text, @Nullable Hits before) {
    Hits hits = before;
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
    if (numbers.length > 0 || tokens.length > 0) {
      hits = runs(text, hits);
    }
    return hits;
  }

  private @Nullable Hits atSigns(String text, @Nullable Hits before) {
    Hits hits = before;
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      for (Probe.OfAtSign probe : atSigns) {
        hits = probe.atSign(text, at, at + 1, hits);
      }
    }
    for (int at = text.indexOf("%40"); at >= 0; at = text.indexOf("%40", at + 3)) {
      for (Probe.OfAtSign probe : atSigns) {
        hits = probe.atSign(text, at, at + 3, hits);
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

  /**
   * Looks at every second character. {@code gap} is the last place known to be in no token: when it
   * is far enough behind, there may be a token between.
   */
  private @Nullable Hits runs(String text, @Nullable Hits before) {
    Hits hits = before;
    int length = text.length();
    int gap = -1;
    int shown = 0;
    for (int at = 1; at < length; at += 2) {
      int kind = kind(text.charAt(at));
      gap = kind == OTHER && at > gap ? at : gap;
      if (kind == DIGIT && at >= shown && hasDigitBeside(text, at)) {
        int start = wordStart(text, at, shown);
        shown = wordEnd(text, at);
        if (shown - start <= LONGEST_NUMBER) {
          hits = number(text, start, shown, hits);
        }
      }
      if (at - gap >= SHORTEST_TOKEN) {
        int start = tokenStart(text, at, gap);
        if (start > gap + 1) {
          gap = start - 1;
        } else {
          gap = tokenEnd(text, at);
          hits = token(text, start, gap, hits);
        }
      }
    }
    return hits;
  }

  private @Nullable Hits number(String text, int start, int end, @Nullable Hits before) {
    Hits hits = before;
    for (Probe.OfNumber probe : numbers) {
      hits = probe.number(text, start, end, hits);
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

  private static int kind(char c) {
    return c < KINDS.length ? KINDS[c] : OTHER;
  }

  private static boolean hasDigitBeside(String text, int at) {
    return kind(text.charAt(at - 1)) == DIGIT
        || (at + 1 < text.length() && kind(text.charAt(at + 1)) == DIGIT);
  }

  /** Not before {@code bound}, and no further back than makes the word too long to be shown. */
  private static int wordStart(String text, int at, int bound) {
    int start = at;
    int first = Math.max(bound, at - LONGEST_NUMBER);
    while (start > first && kind(text.charAt(start - 1)) >= LETTER) {
      start--;
    }
    return start;
  }

  private static int wordEnd(String text, int at) {
    int end = at + 1;
    while (end < text.length() && kind(text.charAt(end)) >= LETTER) {
      end++;
    }
    return end;
  }

  private static int tokenStart(String text, int at, int gap) {
    int start = at;
    while (start > gap + 1 && kind(text.charAt(start - 1)) != OTHER) {
      start--;
    }
    return start;
  }

  private static int tokenEnd(String text, int at) {
    int end = at + 1;
    while (end < text.length() && kind(text.charAt(end)) != OTHER) {
      end++;
    }
    return end;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[128];
    for (char c = 0; c < kinds.length; c++) {
      if (c >= '0' && c <= '9') {
        kinds[c] = DIGIT;
      } else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
        kinds[c] = LETTER;
      } else if ("_+/=.-".indexOf(c) >= 0) {
        kinds[c] = IN_TOKEN;
      } else {
        kinds[c] = OTHER;
      }
    }
    return kinds;
  }
}

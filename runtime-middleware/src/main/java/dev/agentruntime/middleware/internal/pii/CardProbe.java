package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of payment cards, ISO/IEC 7812: an issuer's prefix with a length it issues, and Luhn's
 * check digit; in one piece, or in groups as on the card with one kind of separator. Next to a word
 * for a card the check digit may be wrong, as it is when somebody mistyped it.
 */
final class CardProbe implements Probe.OfNumber {
  private static final int SHORTEST = 12;
  private static final int LONGEST = 19;

  @Override
  public Set<EntityType> types() {
    return Set.of(EntityType.CARD);
  }

  @Override
  public @Nullable Hits number(String text, int start, int end, @Nullable Hits hits) {
    int length = end - start;
    boolean grouped = length == 4 && isSeparator(Ascii.at(text, end));
    if (!grouped && (length < SHORTEST || length > LONGEST)) {
      return hits;
    }
    if (!Ascii.isDigit(text.charAt(start)) || !Ascii.isDigit(text.charAt(end - 1))) {
      return hits;
    }
    int last = grouped ? groupsEnd(text, start, end) : end;
    if (last < 0 || !Ascii.allDigits(text, start, end) || !Ascii.standsAlone(text, start, last)) {
      return hits;
    }
    String digits = digits(text, start, last);
    if (!Issuers.issues(digits) || Checksums.isOneDigitOnly(digits)) {
      return hits;
    }
    if (Checksums.luhn(digits)) {
      return Hits.add(hits, start, last, EntityType.CARD, Confidence.CHECKED);
    }
    return Context.speaksOf(Topic.CARD, text, start, last)
        ? Hits.add(hits, start, last, EntityType.CARD, Confidence.GROUPED)
        : hits;
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == '-' || c == '.' || c == '\u00a0';
  }

  /** Behind groups of 4-4-4-4, with three more digits or not, 4-6-5 or 4-6-4; or -1. */
  private static int groupsEnd(String text, int start, int firstEnd) {
    char separator = text.charAt(firstEnd);
    int second = Ascii.wordEnd(text, firstEnd + 1);
    int secondLength = second - firstEnd - 1;
    if (secondLength == 6) {
      int end = group(text, second, separator, 5);
      return end > 0 ? end : group(text, second, separator, 4);
    }
    if (secondLength != 4) {
      return -1;
    }
    int third = group(text, second, separator, 4);
    int fourth = third < 0 ? -1 : group(text, third, separator, 4);
    int fifth = fourth < 0 ? -1 : group(text, fourth, separator, 3);
    int end = fifth > 0 ? fifth : fourth;
    return end > 0 && Ascii.allDigits(text, firstEnd + 1, second) && end > start ? end : -1;
  }

  /** Behind a group of so many digits that follows a separator, or -1. */
  private static int group(String text, int at, char separator, int length) {
    int start = at + 1;
    int end = Ascii.wordEnd(text, start);
    boolean there =
        Ascii.at(text, at) == separator
            && end - start == length
            && Ascii.allDigits(text, start, end);
    return there ? end : -1;
  }

  private static String digits(String text, int start, int end) {
    StringBuilder digits = new StringBuilder(LONGEST);
    for (int i = start; i < end; i++) {
      if (Ascii.isDigit(text.charAt(i))) {
        digits.append(text.charAt(i));
      }
    }
    return digits.toString();
  }
}

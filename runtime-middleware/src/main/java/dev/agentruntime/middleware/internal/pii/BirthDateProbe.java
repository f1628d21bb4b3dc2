package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Dates of birth: a date, in digits or with the English name of the month, next to a word for
 * birth. Any other date is none.
 */
final class BirthDateProbe implements Probe.OfShortNumber {
  private static final int MONTH = 3;

  /** Makes an upper-case letter a lower-case one, and nothing else a letter. */
  private static final int LOWER = 0x20;

  private static final long[] MONTHS =
      Stream.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
          .mapToLong(month -> letters(month, 0))
          .toArray();

  private static final int LONGEST_MONTH = 9;

  @Override
  public Set<EntityType> types() {
    return Set.of(EntityType.BIRTH_DATE);
  }

  @Override
  public @Nullable Hits shortNumber(String text, int start, int end, @Nullable Hits hits) {
    if (!Ascii.isDigit(text.charAt(start)) || !mayBeDated(text, start, end)) {
      return hits;
    }
    int first = first(text, start);
    int last = Dates.numericEnd(text, first);
    if (last < 0) {
      last = wordsEnd(text, first);
    }
    if (last < 0 || Ascii.isLetterOrDigit(Ascii.at(text, first - 1))) {
      return hits;
    }
    boolean ofBirth = Context.announces(Topic.BIRTH, text, first);
    return ofBirth && !Ascii.isDigit(Ascii.at(text, last))
        ? Hits.add(hits, first, last, EntityType.BIRTH_DATE, Confidence.IN_CONTEXT)
        : hits;
  }

  /** Whether digits or a word of the right length are where a date has them. */
  private static boolean mayBeDated(String text, int start, int end) {
    char before = Ascii.at(text, start - 1);
    char behind = Ascii.at(text, end);
    return ("-/.".indexOf(behind) >= 0 && Ascii.isLetterOrDigit(Ascii.at(text, end + 1)))
        || ("-/.".indexOf(before) >= 0 && Ascii.isLetterOrDigit(Ascii.at(text, start - 2)))
        || (behind == ' ' && isMonth(text, end + 1, end + 1 + MONTH))
        || (before == ' ' && endsMonth(text, start - 1));
  }

  /** Whether a word that a month may end with, or the day behind one, ends at a place. */
  private static boolean endsMonth(String text, int end) {
    char last = Ascii.at(text, Ascii.at(text, end - 1) == ',' ? end - 2 : end - 1);
    return Ascii.isDigit(last) || "yhletrnbpgcv.".indexOf(last) >= 0;
  }

  /** Where the date would begin that a number is in: a single digit or the month before it. */
  private static int first(String text, int start) {
    char before = Ascii.at(text, start - 1);
    if ("-/.".indexOf(before) >= 0 && Ascii.isDigit(Ascii.at(text, start - 2))) {
      int first = start - 1;
      while (first > 0
          && first > start - 6
          && (Ascii.isDigit(text.charAt(first - 1))
              || "-/.".indexOf(text.charAt(first - 1)) >= 0)) {
        first--;
      }
      return first;
    }
    int end = start;
    while (end > 0 && end > start - 2 && " ,-.".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    int word = Ascii.wordStart(text, end, LONGEST_MONTH + 1);
    if (word < end && Ascii.allDigits(text, word, end) && end - word == 1) {
      int space = word - 1;
      int month = Ascii.wordStart(text, Math.max(0, space), LONGEST_MONTH + 1);
      return isMonth(text, month, Math.max(month, space)) ? month : word;
    }
    if (isMonth(text, word, end)) {
      int day = Ascii.wordStart(text, Math.max(0, word - 1), 2);
      return day < word - 1 && Ascii.allDigits(text, day, word - 1) ? day : word;
    }
    return start;
  }

  /** Behind day, month and year in the English or the American order, the month being a word. */
  private static int wordsEnd(String text, int start) {
    int at = start;
    int numbers = 0;
    boolean month = false;
    boolean year = false;
    for (int part = 0; part < 3; part++) {
      int end = Ascii.wordEnd(text, at);
      if (isMonth(text, at, end) && !month) {
        month = true;
      } else if (isDayOrYear(text, at, end)) {
        numbers++;
        year |= end - at == 4 && Ascii.allDigits(text, at, end);
      } else {
        return -1;
      }
      at = end;
      if (part < 2) {
        while (at < end + 2 && " ,.-/".indexOf(Ascii.at(text, at)) >= 0) {
          at++;
        }
      }
    }
    return month && year && numbers == 2 ? at : -1;
  }

  private static boolean isDayOrYear(String text, int start, int end) {
    int digits = start;
    while (digits < end && Ascii.isDigit(text.charAt(digits))) {
      digits++;
    }
    int length = digits - start;
    boolean ordinal = length <= 2 && end - digits == 2;
    return (length == 1 || length == 2 || length == 4) && (digits == end || ordinal);
  }

  private static boolean isMonth(String text, int start, int end) {
    if (end - start < MONTH || end - start > LONGEST_MONTH || end > text.length()) {
      return false;
    }
    long letters = letters(text, start);
    for (long month : MONTHS) {
      if (letters == month) {
        return true;
      }
    }
    return false;
  }

  /** Three letters in lower case, side by side. */
  private static long letters(String text, int start) {
    long first = text.charAt(start) | LOWER;
    long second = text.charAt(start + 1) | LOWER;
    long third = text.charAt(start + 2) | LOWER;
    return (first << (2 * Character.SIZE)) | (second << Character.SIZE) | third;
  }
}

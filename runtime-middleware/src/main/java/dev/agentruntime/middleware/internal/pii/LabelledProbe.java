package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that have no form of their own and are told by their label alone: of passports, driving
 * licences, bank accounts, patients, identity cards and taxpayers, of any country. The label is the
 * last word before the number that speaks of any topic.
 */
final class LabelledProbe implements Probe.OfNumber {
  private static final List<Label> LABELS =
      List.of(
          new Label(Topic.PASSPORT, EntityType.PASSPORT, 6, 14, 4),
          new Label(Topic.LICENCE, EntityType.DRIVING_LICENCE, 5, 20, 4),
          new Label(Topic.BANK, EntityType.BANK_ACCOUNT, 6, 20, 6),
          new Label(Topic.ROUTING, EntityType.BANK_ACCOUNT, 6, 12, 6),
          new Label(Topic.PATIENT, EntityType.MEDICAL_ID, 5, 20, 4),
          new Label(Topic.DOCTOR, EntityType.MEDICAL_ID, 6, 12, 6),
          new Label(Topic.IDENTITY, EntityType.NATIONAL_ID, 6, 22, 4),
          new Label(Topic.SSN, EntityType.US_SSN, 9, 11, 9),
          new Label(Topic.TAX, EntityType.TAX_ID, 8, 18, 7));

  private static final long ALL =
      LABELS.stream().mapToLong(label -> label.topic().bit()).reduce(0, (a, b) -> a | b);

  private static final int SHORTEST = 5;
  private static final int LONGEST = 24;
  private static final int LONGEST_PREFIX = 12;

  @Override
  public Set<EntityType> types() {
    return LABELS.stream().map(Label::type).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public @Nullable Hits number(String text, int start, int end, @Nullable Hits hits) {
    int first = first(text, start);
    int last = last(text, first, end);
    if (last - first < SHORTEST || last - first > LONGEST || isOther(text, first, last)) {
      return hits;
    }
    long topics = Context.label(text, first) | prefixTopics(text, first, start);
    if ((topics & ALL) == 0) {
      return hits;
    }
    for (Label label : LABELS) {
      if ((topics & label.topic.bit()) != 0 && label.fits(text, first, last)) {
        return Hits.add(hits, first, last, label.type, Confidence.IN_CONTEXT);
      }
    }
    return hits;
  }

  /** What a prefix such as MRN- says of the number behind it. */
  private static long prefixTopics(String text, int first, int start) {
    return first < start && Ascii.isLetter(text.charAt(first))
        ? Lexicon.STANDARD.topicsAt(text, first, start, ALL)
        : 0;
  }

  /** Where the words begin that hyphens join to the number. */
  private static int first(String text, int start) {
    int first = start;
    while (Ascii.at(text, first - 1) == '-' && Ascii.isLetterOrDigit(Ascii.at(text, first - 2))) {
      int word = Ascii.wordStart(text, first - 1, LONGEST_PREFIX);
      if (start - word > LONGEST_PREFIX) {
        break;
      }
      first = word;
    }
    return Ascii.at(text, first - 1) == '#' ? first - 1 : first;
  }

  private static int last(String text, int first, int end) {
    int last = end;
    while (last - first <= LONGEST
        && Ascii.at(text, last) == '-'
        && Ascii.isLetterOrDigit(Ascii.at(text, last + 1))) {
      last = Ascii.wordEnd(text, last + 1);
    }
    return last;
  }

  private static boolean isOther(String text, int start, int end) {
    char before = Ascii.at(text, start - 1);
    char behind = Ascii.at(text, end);
    return ("$€£.,@/_".indexOf(before) >= 0
            && (before != '.' || Ascii.isDigit(Ascii.at(text, start - 2))))
        || behind == '%'
        || behind == '@'
        || behind == '_'
        || ((behind == '.' || behind == ':' || behind == ',')
            && Ascii.isDigit(Ascii.at(text, end + 1)))
        || Dates.isDate(text, start, end)
        || Dates.isDate(text, start, Math.min(end, start + 10));
  }

  private record Label(Topic topic, EntityType type, int shortest, int longest, int digits) {
    boolean fits(String text, int start, int end) {
      int length = 0;
      int count = 0;
      for (int i = start; i < end; i++) {
        char c = text.charAt(i);
        length += Ascii.isLetterOrDigit(c) ? 1 : 0;
        count += Ascii.isDigit(c) ? 1 : 0;
      }
      return length >= shortest && length <= longest && count >= digits;
    }
  }
}

package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that states, tax offices and health services give, each by the {@link IdRule} of its
 * form. A word and the words after it are put together as long as a rule has so many letters and
 * digits.
 */
final class IdProbe implements Probe.OfNumber {
  /** Brazil's and Italy's are of the longest; with a French key it is 15, with Mexico's 18. */
  private static final int LONGEST = 18;

  private static final int SHORTEST = 7;

  /** In how many pieces a number is written at most: France's in seven. */
  private static final int MOST_PIECES = 7;

  /**
   * Characters of a piece before two digits are neighbours, as in DE 136 695 976 and 1EG4-TE5-MK73.
   */
  private static final int LONGEST_PREFIX = 4;

  private static final int MOST_PREFIXES = 2;

  private static final String SEPARATORS = " -./:_\u00a0";

  private final long[] keys;
  private final IdRule[][] rules;
  private final Set<EntityType> types;

  /** Whether some number begins with letters and digits like these: see {@link #beginning}. */
  private final boolean[] begins = new boolean[1 << (SHORTEST + 1)];

  IdProbe(List<IdRule> all) {
    Map<Long, List<IdRule>> byKey = new TreeMap<>();
    Set<EntityType> found = new HashSet<>();
    for (IdRule rule : all) {
      byKey.merge(rule.key(), List.of(rule), IdProbe::joined);
      found.add(rule.type());
      for (int length = 1; length <= SHORTEST; length++) {
        begins[beginning(length, rule.letters())] = true;
      }
    }
    keys = byKey.keySet().stream().mapToLong(Long::longValue).toArray();
    rules =
        byKey.values().stream().map(list -> list.toArray(IdRule[]::new)).toArray(IdRule[][]::new);
    types = Set.copyOf(found);
  }

  /** A one, and behind it which of the first characters are letters, up to the shortest number. */
  private static int beginning(int length, long letters) {
    int known = 1 << Math.min(length, SHORTEST);
    return known | ((int) letters & (known - 1));
  }

  private static List<IdRule> joined(List<IdRule> some, List<IdRule> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  @Override
  public Set<EntityType> types() {
    return types;
  }

  @Override
  public @Nullable Hits number(String text, int start, int end, @Nullable Hits before) {
    Hits hits = from(text, start, before);
    int first = start;
    for (int piece = 0; piece < MOST_PREFIXES; piece++) {
      int prefix = prefixStart(text, first);
      if (prefix == first) {
        return hits;
      }
      first = prefix;
      hits = from(text, first, hits);
    }
    return hits;
  }

  /** Where a piece begins that was not shown and may belong to the number, or the same place. */
  private static int prefixStart(String text, int start) {
    char separator = Ascii.at(text, start - 1);
    if (SEPARATORS.indexOf(separator) < 0) {
      return start;
    }
    int prefix = Ascii.wordStart(text, start - 1, LONGEST_PREFIX + 1);
    int length = start - 1 - prefix;
    if (length < 1 || length > LONGEST_PREFIX) {
      return start;
    }
    for (int i = prefix; i < start - 1; i++) {
      boolean shown = Ascii.isDigit(text.charAt(i)) && Ascii.isDigit(Ascii.at(text, i + 1));
      boolean word = separator != '-' && !Ascii.isLetter(text.charAt(i)) && length > 1;
      if (shown || word) {
        return start;
      }
    }
    return prefix;
  }

  private @Nullable Hits from(String text, int start, @Nullable Hits before) {
    Hits hits = before;
    int length = 0;
    long letters = 0;
    long separated = 0;
    int at = start;
    for (int piece = 0; piece < MOST_PIECES; piece++) {
      int end = at;
      while (end < text.length() && Ascii.isLetterOrDigit(text.charAt(end))) {
        letters |= length < LONGEST && Ascii.isLetter(text.charAt(end)) ? 1L << length : 0;
        if (++length > LONGEST) {
          return hits;
        }
        end++;
      }
      if (!begins[beginning(length, letters)]) {
        return hits;
      }
      if (length >= SHORTEST) {
        int index = Arrays.binarySearch(keys, IdRule.key(length, letters));
        if (index >= 0 && Ascii.standsAlone(text, start, end)) {
          hits = check(new Place(text, start, end, separated), rules[index], hits);
        }
      }
      if (SEPARATORS.indexOf(Ascii.at(text, end)) < 0
          || !Ascii.isLetterOrDigit(Ascii.at(text, end + 1))) {
        return hits;
      }
      at = end + 1;
      separated |= 1L << length;
    }
    return hits;
  }

  private static @Nullable Hits check(Place place, IdRule[] rules, @Nullable Hits before) {
    Hits hits = before;
    String id = place.capitals();
    for (IdRule rule : rules) {
      if (rule.fits(id, place.separated, place.isUniform())) {
        double confidence = rule.confidence(place.separated, place.speaksOf(rule.topic()));
        hits =
            confidence > 0 ? Hits.add(hits, place.start, place.end, rule.type(), confidence) : hits;
      }
    }
    return hits;
  }

  /** Where a number stands, with a bit for each of its characters before which a separator does. */
  private record Place(String text, int start, int end, long separated) {
    boolean speaksOf(Topic topic) {
      return Context.speaksOf(topic, text, start, end);
    }

    boolean isUniform() {
      char separator = 0;
      for (int i = start; i < end; i++) {
        char c = text.charAt(i);
        if (!Ascii.isLetterOrDigit(c)) {
          if (separator != 0 && c != separator) {
            return false;
          }
          separator = c;
        }
      }
      return true;
    }

    String capitals() {
      StringBuilder capitals = new StringBuilder(LONGEST);
      for (int i = start; i < end; i++) {
        if (Ascii.isLetterOrDigit(text.charAt(i))) {
          capitals.append(Ascii.upper(text.charAt(i)));
        }
      }
      return capitals.toString();
    }
  }
}

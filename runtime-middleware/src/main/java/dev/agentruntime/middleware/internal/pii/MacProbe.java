package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hardware addresses written with hyphens, and in three groups with full stops; those with colons
 * are found by {@link ColonProbe}. IEEE 802 EUI-48.
 */
final class MacProbe implements Probe.OfNumber, Probe.OfToken {
  private static final int LENGTH = 17;
  private static final int DOTTED_LENGTH = 14;

  @Override
  public Set<EntityType> types() {
    return Set.of(EntityType.MAC);
  }

  @Override
  public @Nullable Hits number(String text, int start, int end, @Nullable Hits hits) {
    if (end - start == 4 && (Ascii.at(text, end) == '.' || Ascii.at(text, start - 1) == '.')) {
      for (int first = start; first >= 0 && first > start - DOTTED_LENGTH; first -= 5) {
        if (isDotted(text, first)) {
          return found(text, first, first + DOTTED_LENGTH, hits);
        }
      }
    }
    return hits;
  }

  @Override
  public @Nullable Hits token(String text, int start, int end, @Nullable Hits before) {
    Hits hits = before;
    for (int first = start; first <= end - LENGTH; first++) {
      if (text.charAt(first + 2) == '-' && text.charAt(first + 5) == '-') {
        int last = end(text, first, '-');
        if (last > 0) {
          hits = found(text, first, last, hits);
        }
      }
    }
    return hits;
  }

  private static @Nullable Hits found(String text, int start, int end, @Nullable Hits hits) {
    return isOfNobody(text, start, end)
        ? hits
        : Hits.add(hits, start, end, EntityType.MAC, Confidence.OF_SHAPE_ONLY_IT_HAS);
  }

  /** Behind the six groups that begin at a place, or -1 if they do not. */
  static int end(String text, int start, char separator) {
    int end = start + LENGTH;
    if (end > text.length() || !isFree(text, start, end, separator)) {
      return -1;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(start + i);
      if (i % 3 == 2 ? c != separator : !Ascii.isHex(c)) {
        return -1;
      }
    }
    return end;
  }

  private static boolean isDotted(String text, int start) {
    int end = start + DOTTED_LENGTH;
    if (end > text.length() || !isFree(text, start, end, '.')) {
      return false;
    }
    for (int i = 0; i < DOTTED_LENGTH; i++) {
      char c = text.charAt(start + i);
      if (i % 5 == 4 ? c != '.' : !Ascii.isHex(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFree(String text, int start, int end, char separator) {
    char before = Ascii.at(text, start - 1);
    char behind = Ascii.at(text, end);
    boolean goesOn = behind == separator && Ascii.isHex(Ascii.at(text, end + 1));
    return !Ascii.isLetterOrDigit(before)
        && before != separator
        && !Ascii.isLetterOrDigit(behind)
        && !goesOn;
  }

  /** Everybody's address, and nobody's. */
  static boolean isOfNobody(String text, int start, int end) {
    char first = Ascii.upper(text.charAt(start));
    if (first != 'F' && first != '0') {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (Ascii.isHex(text.charAt(i)) && Ascii.upper(text.charAt(i)) != first) {
        return false;
      }
    }
    return true;
  }
}

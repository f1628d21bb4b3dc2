package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * IPv4 addresses, and networks with the length of their prefix. Four numbers after the word {@code
 * version} are none, and four of one digit each are taken for a version anywhere.
 */
final class Ipv4Probe implements Probe.OfNumber {
  private static final int PARTS = 4;
  private static final int LONGEST = 15;

  @Override
  public Set<EntityType> types() {
    return Set.of(EntityType.IP);
  }

  @Override
  public @Nullable Hits number(String text, int start, int end, @Nullable Hits hits) {
    boolean dotted = Ascii.at(text, end) == '.' || Ascii.at(text, start - 1) == '.';
    if (end - start > 3 || !dotted) {
      return hits;
    }
    int first = first(text, start);
    int last = end(text, first);
    if (last < 0 || isVersion(text, first)) {
      return hits;
    }
    return Hits.add(
        hits, first, prefixEnd(text, last, 32), EntityType.IP, Confidence.OF_SHAPE_ONLY_IT_HAS);
  }

  /** Where the dotted digits begin that a place is in. */
  private static int first(String text, int start) {
    int first = start;
    int bound = Math.max(0, start - LONGEST);
    while (first > bound
        && (Ascii.isDigit(text.charAt(first - 1)) || text.charAt(first - 1) == '.')) {
      first--;
    }
    while (Ascii.at(text, first) == '.') {
      first++;
    }
    return first;
  }

  /** Behind the address that begins at a place, or -1 if none does. */
  static int end(String text, int start) {
    if (Ascii.isLetterOrDigit(Ascii.at(text, start - 1))) {
      return -1;
    }
    int at = start;
    for (int part = 1; part <= PARTS; part++) {
      int end = at;
      while (end < text.length() && end < at + 3 && Ascii.isDigit(text.charAt(end))) {
        end++;
      }
      boolean padded = end - at > 1 && text.charAt(at) == '0';
      if (end == at || padded || Ascii.number(text, at, end) > 255) {
        return -1;
      }
      if (part < PARTS && Ascii.at(text, end) != '.') {
        return -1;
      }
      at = part < PARTS ? end + 1 : end;
    }
    boolean goesOn = Ascii.at(text, at) == '.' && Ascii.isDigit(Ascii.at(text, at + 1));
    return goesOn || Ascii.isLetterOrDigit(Ascii.at(text, at)) ? -1 : at;
  }

  private static boolean isVersion(String text, int first) {
    return (Context.label(text, first) & Topic.VERSION.bit()) != 0;
  }

  /** Behind {@code /24} and its like, or the same place. */
  static int prefixEnd(String text, int end, int longest) {
    if (Ascii.at(text, end) != '/') {
      return end;
    }
    int behind = end + 1;
    while (behind < end + 4 && Ascii.isDigit(Ascii.at(text, behind))) {
      behind++;
    }
    boolean prefix =
        behind > end + 1
            && !Ascii.isLetterOrDigit(Ascii.at(text, behind))
            && Ascii.number(text, end + 1, behind) <= longest;
    return prefix ? behind : end;
  }
}

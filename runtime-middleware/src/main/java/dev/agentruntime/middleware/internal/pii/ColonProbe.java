package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * IPv6 addresses (RFC 4291 and 5952, with an IPv4 tail, a zone or the length of a prefix) and
 * hardware addresses of six groups. Nothing is found that is short enough to be a time, a slice or
 * a name of a program: an IPv6 address needs four digits, or to be {@code ::1} outside of brackets.
 */
final class ColonProbe implements Probe.OfSeparator {
  private static final int GROUPS = 8;
  private static final int FEWEST_DIGITS = 4;
  private static final int LONGEST_ZONE = 16;

  @Override
  public Set<EntityType> types() {
    return Set.of(EntityType.IP, EntityType.MAC);
  }

  @Override
  public @Nullable Hits separator(String text, int at, @Nullable Hits hits) {
    char left = Ascii.at(text, at - 1);
    boolean near = Ascii.isHex(left) || Ascii.at(text, at + 1) == ':';
    if (!near || left == ':' || text.charAt(at) != ':') {
      return hits;
    }
    int start = at;
    while (start > 0 && start > at - 4 && Ascii.isHex(text.charAt(start - 1))) {
      start--;
    }
    char before = Ascii.at(text, start - 1);
    if (Ascii.isLetterOrDigit(before) || before == ':' || before == '.') {
      return hits;
    }
    if (start == at - 2) {
      int mac = MacProbe.end(text, start, ':');
      if (mac > 0) {
        return MacProbe.isOfNobody(text, start, mac)
            ? hits
            : Hits.add(hits, start, mac, EntityType.MAC, Confidence.OF_SHAPE_ONLY_IT_HAS);
      }
    }
    int end = ipv6End(text, start);
    return end < 0
        ? hits
        : Hits.add(hits, start, end, EntityType.IP, Confidence.OF_SHAPE_ONLY_IT_HAS);
  }

  /** Behind the address that begins at a place, or -1 if none does. */
  private static int ipv6End(String text, int start) {
    int at = start;
    int groups = 0;
    int digits = 0;
    boolean shortened = false;
    while (groups < GROUPS) {
      int end = at;
      while (end < at + 4 && Ascii.isHex(Ascii.at(text, end))) {
        end++;
      }
      if (end > at && Ascii.at(text, end) == '.' && Ascii.isDigit(Ascii.at(text, end + 1))) {
        int tail = Ipv4Probe.end(text, at);
        if (tail < 0) {
          return -1;
        }
        groups += 2;
        digits += FEWEST_DIGITS;
        at = tail;
        break;
      }
      groups += end > at ? 1 : 0;
      digits += end - at;
      at = end;
      if (Ascii.at(text, at) != ':' || groups == GROUPS) {
        break;
      }
      if (Ascii.at(text, at + 1) == ':') {
        if (shortened) {
          return -1;
        }
        shortened = true;
        at += 2;
      } else if (end == start || !Ascii.isHex(Ascii.at(text, at + 1))) {
        break;
      } else {
        at++;
      }
    }
    boolean whole = shortened ? groups < GROUPS : groups == GROUPS;
    return whole && isMeant(text, start, at, digits) ? withTail(text, at) : -1;
  }

  private static boolean isMeant(String text, int start, int end, int digits) {
    if (Ascii.isLetterOrDigit(Ascii.at(text, end)) || Ascii.at(text, end) == '_') {
      return false;
    }
    boolean loopback =
        end - start == 3 && text.startsWith("::1", start) && Ascii.at(text, start - 1) != '[';
    return digits >= FEWEST_DIGITS || loopback;
  }

  /** Behind the zone and the length of a prefix, if there are any. */
  private static int withTail(String text, int end) {
    int at = end;
    if (Ascii.at(text, at) == '%') {
      int zone = at + 1;
      while (zone <= at + LONGEST_ZONE && Ascii.isLetterOrDigit(Ascii.at(text, zone))) {
        zone++;
      }
      at = zone > at + 1 ? zone : at;
    }
    return Ipv4Probe.prefixEnd(text, at, 128);
  }
}

package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Web addresses with a scheme and {@code ://} or with {@code www.}, up to the first character that
 * RFC 3986 does not allow and less the punctuation that ends the sentence. Any other host is none,
 * since {@code report.py} has the same form.
 */
final class UrlProbe implements Probe.OfSeparator, Probe.OfToken {
  /** What browsers and proxies have always carried. */
  private static final int LONGEST = 2048;

  private static final String WWW = "www.";
  private static final int LONGEST_SCHEME = 12;
  private static final String ENDS_SENTENCE = ".,;:!?'*";
  private static final String NOT_IN_URL = "\"<>\\^`{}|";

  @Override
  public Set<EntityType> types() {
    return Set.of(EntityType.URL);
  }

  @Override
  public @Nullable Hits separator(String text, int at, @Nullable Hits hits) {
    if (!text.startsWith("://", at) || (hits != null && hits.covers(at, EntityType.URL))) {
      return hits;
    }
    int start = at;
    while (start > 0 && start > at - LONGEST_SCHEME && isScheme(text.charAt(start - 1))) {
      start--;
    }
    while (start < at && !Ascii.isLetter(text.charAt(start))) {
      start++;
    }
    int end = end(text, at + 3);
    boolean hasHost = end > at + 4;
    return start < at && hasHost
        ? Hits.add(hits, start, end, EntityType.URL, Confidence.OF_SHAPE_ONLY_IT_HAS)
        : hits;
  }

  @Override
  public @Nullable Hits token(String text, int start, int end, @Nullable Hits hits) {
    int domain = start + WWW.length();
    boolean isHost = text.startsWith(WWW, start) && text.indexOf('.', domain, end) > domain;
    return isHost
        ? Hits.add(hits, start, end(text, domain), EntityType.URL, Confidence.OF_SHAPE_ONLY_IT_HAS)
        : hits;
  }

  private static boolean isScheme(char c) {
    return Ascii.isLetterOrDigit(c) || c == '+' || c == '-' || c == '.';
  }

  private static int end(String text, int start) {
    int last = Math.min(text.length(), start + LONGEST);
    int end = start;
    int open = 0;
    while (end < last && isInUrl(text.charAt(end))) {
      char c = text.charAt(end);
      open += c == '(' || c == '[' ? 1 : 0;
      if (c == ')' || c == ']') {
        if (open == 0) {
          break;
        }
        open--;
      }
      end++;
    }
    while (end > start && ENDS_SENTENCE.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return end;
  }

  private static boolean isInUrl(char c) {
    return c > ' ' && c != 0x7f && NOT_IN_URL.indexOf(c) < 0 && !(c >= 0x80 && isOutside(c));
  }

  /** International addresses have letters of any script, but no spaces, quotes or full stops. */
  private static boolean isOutside(char c) {
    return (!Character.isLetterOrDigit(c) && !Character.isSurrogate(c)) || Scripts.isUnspaced(c);
  }
}

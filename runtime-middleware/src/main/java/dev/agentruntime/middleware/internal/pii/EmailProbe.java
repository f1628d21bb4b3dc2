package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * E-mail addresses as people write them, in any alphabet: RFC 5321 without quoted local parts,
 * comments and numeric hosts. The host must have a dot and end in letters, so {@code
 * root@localhost} is none.
 *
 * <p>Words of scripts written without spaces (Chinese, Japanese, Thai …) may touch an address: they
 * belong to it only if the character beside the sign is one of them.
 */
final class EmailProbe implements Probe.OfAtSign {
  /** RFC 5321, 4.5.3.1.1. */
  private static final int LONGEST_LOCAL = 64;

  /** RFC 5321, 4.5.3.1.2. */
  private static final int LONGEST_HOST = 255;

  private static final String IN_LOCAL = "._%+-'&~";

  @Override
  public Set<EntityType> types() {
    return Set.of(EntityType.EMAIL);
  }

  @Override
  public @Nullable Hits atSign(String text, int at, int behind, @Nullable Hits hits) {
    int start = localStart(text, at);
    if (start == at) {
      return hits;
    }
    int end = hostEnd(text, behind);
    if (end < 0 || isPictureOfDoubleSize(text, behind, end) || isUserInfo(text, start)) {
      return hits;
    }
    return Hits.add(hits, start, end, EntityType.EMAIL, Confidence.OF_SHAPE_ONLY_IT_HAS);
  }

  private static int localStart(String text, int at) {
    int first = Math.max(0, at - LONGEST_LOCAL);
    boolean spaced = at == 0 || !Scripts.isUnspaced(text.charAt(at - 1));
    int start = at;
    while (start > first && isLocal(text.charAt(start - 1), spaced)) {
      start--;
    }
    if (start < at && Ascii.allDigits(text, start, at)) {
      // Digits alone are hardly a name: what touches them belongs to it.
      while (start > first && isLocal(text.charAt(start - 1), false)) {
        start--;
      }
    }
    while (start < at
        && !isLetterOrDigit(text.charAt(start))
        && "_+".indexOf(text.charAt(start)) < 0) {
      start++;
    }
    return text.charAt(Math.max(0, at - 1)) == '.' ? at : start;
  }

  private static boolean isLocal(char c, boolean spaced) {
    return (isLetterOrDigit(c) && !(spaced && Scripts.isUnspaced(c))) || IN_LOCAL.indexOf(c) >= 0;
  }

  /** Behind the longest host that ends in letters after a dot, or -1 if there is none. */
  private static int hostEnd(String text, int start) {
    int last = Math.min(text.length(), start + LONGEST_HOST);
    boolean spaced = start < last && !Scripts.isUnspaced(text.charAt(start));
    int end = -1;
    int label = start;
    int at = start;
    while (at < last) {
      char c = text.charAt(at);
      boolean named = isLetterOrDigit(c) && !(spaced && Scripts.isUnspaced(c));
      if (!named && !(c == '-' && at > label)) {
        end = endsInLetters(text, start, label, at) ? at : end;
        if (c != '.' || at == label) {
          return end;
        }
        label = at + 1;
      }
      at++;
    }
    return endsInLetters(text, start, label, at) ? at : end;
  }

  /** Whether what lies between is a last label: after another, of two letters or more. */
  private static boolean endsInLetters(String text, int start, int label, int end) {
    return label > start
        && end - label >= 2
        && Character.isLetter(text.charAt(label))
        && isLetterOrDigit(text.charAt(end - 1));
  }

  private static boolean isLetterOrDigit(char c) {
    return c < 128
        ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        : Character.isLetterOrDigit(c)
            || Character.getType(c) == Character.NON_SPACING_MARK
            || Character.getType(c) == Character.COMBINING_SPACING_MARK;
  }

  /** {@code //user:password@host}: what is before the sign is a secret, and no e-mail address. */
  private static boolean isUserInfo(String text, int start) {
    int first = Math.max(1, start - LONGEST_LOCAL);
    for (int at = start - 1; at >= first; at--) {
      char c = text.charAt(at);
      if (c == '/') {
        return text.charAt(at - 1) == '/';
      }
      if (c != ':' && c != '@' && !isLocal(c, true)) {
        return false;
      }
    }
    return false;
  }

  /** {@code icon@2x.png} and its like are in every listing of an app's files. */
  private static boolean isPictureOfDoubleSize(String text, int start, int end) {
    return end - start >= 4
        && Character.isDigit(text.charAt(start))
        && text.charAt(start + 1) == 'x'
        && text.charAt(start + 2) == '.';
  }
}

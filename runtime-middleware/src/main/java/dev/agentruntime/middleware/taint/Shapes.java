package dev.agentruntime.middleware.taint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what looks like a destination in a text, whatever its role: e-mail addresses, URLs, IBANs,
 * and what stands in their place behind a redaction. Errs on the side of finding: what is found has
 * to come from somebody trusted. Time is linear in the length of the text. Stateless.
 */
final class Shapes {
  private static final int MIN_IBAN = 15;
  private static final int MAX_IBAN = 34;
  private static final int IBAN_HEAD = 4;
  private static final int MODULUS = 97;
  private static final int TEN = 10;
  private static final int HUNDRED = 100;

  private static final String BETWEEN = "[^\\p{L}\\p{N}]{1,7}";

  /** At its end these belong to the sentence around a URL. */
  private static final String CLOSING = ".,;:!?*_<>\"'`()[]{}|";

  /** Bounded, so that a search takes time linear in the text. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "(email|url|iban)"
              + BETWEEN
              + "([a-z]{2}[0-9][a-z]{2}[0-9])"
              + BETWEEN
              + "([0-9]{1,6})(?![a-z0-9])");

  private Shapes() {}

  /**
   * What was found.
   *
   * @param text in {@linkplain Normal normal} form
   * @param url whether it is compared as a URL
   */
  record Shape(String text, boolean url) {}

  /**
   * Everything that looks like a destination.
   *
   * @param normal a text in {@linkplain Normal normal} form
   */
  static List<Shape> in(String normal) {
    List<Shape> found = new ArrayList<>(0);
    emails(normal, found);
    urls(normal, found);
    ibans(normal, found);
    placeholders(normal, found);
    return found;
  }

  // ---- placeholders ----

  /** Those of destinations, as models write them. */
  private static void placeholders(String text, List<Shape> found) {
    for (Matcher matcher = PLACEHOLDER.matcher(text); matcher.find(); ) {
      String core = matcher.group(1) + "-" + matcher.group(2) + "-" + matcher.group(3);
      found.add(new Shape(core, false));
    }
  }

  // ---- e-mail ----

  private static void emails(String text, List<Shape> found) {
    int last = 0;
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      int begin = at;
      while (begin > last && isLocal(text.charAt(begin - 1))) {
        begin--;
      }
      int end = at + 1;
      while (end < text.length() && isDomain(text.charAt(end))) {
        end++;
      }
      while (end > at && !Character.isLetterOrDigit(text.charAt(end - 1))) {
        end--;
      }
      boolean dotted = text.substring(at, Math.max(at, end)).indexOf('.') > 1;
      if (begin < at && dotted) {
        found.add(new Shape(text.substring(begin, end), false));
      }
      last = at + 1;
    }
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || "._%+-!#$&*/=?^`{|}~".indexOf(c) >= 0;
  }

  private static boolean isDomain(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
  }

  // ---- URL ----

  private static void urls(String text, List<Shape> found) {
    int at = 0;
    while (at < text.length()) {
      int begin = beginsUrl(text, at);
      if (begin < 0) {
        at++;
        continue;
      }
      int end = begin;
      while (end < text.length() && isAuthority(text.charAt(end))) {
        end++;
      }
      while (end < text.length() && isUrl(text.charAt(end))) {
        end++;
      }
      int next = end;
      while (end > begin && CLOSING.indexOf(text.charAt(end - 1)) >= 0) {
        end--;
      }
      if (end > begin) {
        found.add(new Shape(text.substring(begin, end), true));
      }
      at = Math.max(next, at + 1);
    }
  }

  /** Where the host of a URL begins, or -1 if none begins here. */
  private static int beginsUrl(String text, int at) {
    char c = text.charAt(at);
    if (c == 'w' && text.startsWith("www.", at) && isStart(text, at)) {
      return at;
    }
    if (c == ':' && (precededBy(text, at, "http") || precededBy(text, at, "https"))) {
      return afterSlashes(text, at + 1);
    }
    boolean twoSlashes = isSlash(c) && at + 1 < text.length() && isSlash(text.charAt(at + 1));
    return twoSlashes && at + 2 < text.length() && isUrl(text.charAt(at + 2))
        ? afterSlashes(text, at)
        : -1;
  }

  private static int afterSlashes(String text, int from) {
    int at = from;
    while (at < text.length() && isSlash(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean precededBy(String text, int end, String word) {
    return end >= word.length() && text.startsWith(word, end - word.length());
  }

  private static boolean isStart(String text, int at) {
    return at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
  }

  private static boolean isSlash(char c) {
    return c == '/' || c == '\\';
  }

  /** Any sign: some readers take all before an @ for somebody's name, and any sign for a host's. */
  private static boolean isAuthority(char c) {
    return c > ' ' && c != '/' && c != '?' && c != '#';
  }

  private static boolean isUrl(char c) {
    return c > ' ' && "<>\"'`()[]{}|,".indexOf(c) < 0;
  }

  // ---- IBAN ----

  private static void ibans(String text, List<Shape> found) {
    for (int at = 0; at + MIN_IBAN <= text.length(); at++) {
      boolean head =
          isStart(text, at)
              && isLetter(text.charAt(at))
              && isLetter(text.charAt(at + 1))
              && isDigit(text.charAt(at + 2))
              && isDigit(text.charAt(at + 3));
      int end = head ? endOfIban(text, at) : -1;
      if (end > 0) {
        found.add(new Shape(text.substring(at, end), false));
      }
    }
  }

  /** Behind the first length at which the check digits are right, or -1. */
  private static int endOfIban(String text, int begin) {
    StringBuilder code = new StringBuilder(MAX_IBAN);
    int at = begin;
    while (at < text.length() && code.length() < MAX_IBAN) {
      char c = text.charAt(at++);
      if (isLetter(c) || isDigit(c)) {
        code.append(c);
      } else if (c != ' ' && c != '-') {
        break;
      }
      boolean ends = at == text.length() || !Character.isLetterOrDigit(text.charAt(at));
      if (ends && code.length() >= MIN_IBAN && isRight(code)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isRight(CharSequence code) {
    int rest = 0;
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt((i + IBAN_HEAD) % code.length());
      rest = isDigit(c) ? (rest * TEN + c - '0') : (rest * HUNDRED + c - 'a' + TEN);
      rest %= MODULUS;
    }
    return rest == 1;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}

package dev.agentruntime.middleware.internal.pii;

import org.jspecify.annotations.Nullable;

/**
 * Digits in groups, as telephone numbers are written, extension included. Immutable.
 *
 * @param start where it begins, at the plus sign or parenthesis if there is one
 * @param numberEnd behind the last digit of the number itself
 * @param end behind the extension
 * @param digits how many digits the number has
 * @param groups how many groups they are in
 * @param international whether it begins with a plus sign, or 00 or 011 in a group
 */
record PhoneShape(
    int start, int numberEnd, int end, int digits, int groups, boolean international) {
  /** Local numbers of six digits are written where the area is known. */
  private static final int FEWEST_DIGITS = 6;

  /** National numbers have nine or ten, with the zero before them eleven. */
  private static final int FEWEST_WITHOUT_CONTEXT = 9;

  /** ITU-T E.164 allows 15, and international prefixes have up to three. */
  private static final int MOST_DIGITS = 18;

  private static final int MOST_GROUPS = 7;
  private static final int LONGEST_EXTENSION = 6;
  private static final String SEPARATORS = " -.()/\u00a0\u2011\u2013";

  /** The shape that begins with the digits at a place, or null if none does. */
  static @Nullable PhoneShape at(String text, int digitsStart) {
    int start = start(text, digitsStart);
    if (!isFresh(text, start)) {
      return null;
    }
    int at = digitsStart;
    int digits = 0;
    int groups = 0;
    int numberEnd = digitsStart;
    while (groups < MOST_GROUPS) {
      int end = at;
      while (Ascii.isDigit(Ascii.at(text, end))) {
        end++;
      }
      if (end == at || (Ascii.isLetter(Ascii.at(text, end)) && !isExtension(text, end))) {
        break;
      }
      digits += end - at;
      groups++;
      numberEnd = end;
      at = nextGroup(text, end);
      if (at < 0) {
        break;
      }
    }
    if (digits < FEWEST_DIGITS || digits > MOST_DIGITS) {
      return null;
    }
    boolean international =
        text.charAt(start) == '+'
            || ((groups > 1
                    && (isGroup(text, digitsStart, "00") || isGroup(text, digitsStart, "001")))
                || isGroup(text, digitsStart, "011"));
    PhoneShape shape =
        new PhoneShape(
            start, numberEnd, extensionEnd(text, numberEnd), digits, groups, international);
    return NotPhones.looksOtherwise(text, shape) ? null : shape;
  }

  private static boolean isGroup(String text, int start, String digits) {
    return text.startsWith(digits, start)
        && !Ascii.isDigit(Ascii.at(text, start + digits.length()));
  }

  private static int start(String text, int digitsStart) {
    int start = digitsStart;
    if (Ascii.at(text, start - 1) == '(') {
      start--;
    }
    if (Ascii.at(text, start - 1) == '+') {
      return start - 1;
    }
    // A country's code or a zero of one digit was not shown by itself: +1 (555), 1-555, 0 917.
    int code = start - 1;
    while (code > start - 3 && SEPARATORS.indexOf(Ascii.at(text, code)) >= 0) {
      code--;
    }
    if (code < start - 1
        && Ascii.isDigit(Ascii.at(text, code))
        && !Ascii.isLetterOrDigit(Ascii.at(text, code - 1))) {
      return Ascii.at(text, code - 1) == '+'
          ? code - 1
          : isFresh(text, code) && text.charAt(code) <= '1' ? code : start;
    }
    return start;
  }

  /** Whether nothing before it goes on into it. */
  private static boolean isFresh(String text, int start) {
    char before = Ascii.at(text, start - 1);
    if (text.charAt(start) == '+') {
      return !Ascii.isLetterOrDigit(before);
    }
    return !Ascii.isLetterOrDigit(before)
        && !(SEPARATORS.indexOf(before) >= 0
            && Ascii.isLetterOrDigit(Ascii.at(text, start - 2))
            && before != ' ')
        && !(before == ' ' && Ascii.isDigit(Ascii.at(text, start - 2)))
        && "_$€£#".indexOf(before) < 0;
  }

  /** Where the next group of digits begins, or -1. */
  private static int nextGroup(String text, int end) {
    int at = end;
    while (at < end + 3 && SEPARATORS.indexOf(Ascii.at(text, at)) >= 0 && at < text.length()) {
      at++;
    }
    return at > end && Ascii.isDigit(Ascii.at(text, at)) ? at : -1;
  }

  private static boolean isExtension(String text, int at) {
    return extensionEnd(text, at) > at;
  }

  private static int extensionEnd(String text, int end) {
    int at = Ascii.at(text, end) == ' ' ? end + 1 : end;
    for (String sign : new String[] {"extension ", "ext. ", "ext.", "ext ", "ext", "x", "#"}) {
      if (text.regionMatches(true, at, sign, 0, sign.length())) {
        int start = at + sign.length();
        int behind = start;
        while (behind <= start + LONGEST_EXTENSION && Ascii.isDigit(Ascii.at(text, behind))) {
          behind++;
        }
        return behind > start && !Ascii.isLetterOrDigit(Ascii.at(text, behind)) ? behind : end;
      }
    }
    return end;
  }

  /**
   * Whether it is written as telephone numbers are: from nine digits on, in three groups, or in two
   * that are joined, or with the area in parentheses, or with the zero of a long-distance call. Two
   * groups with a blank between may be a postcode and a house.
   */
  boolean isUsual(String text) {
    boolean zero = Ascii.at(text, start) == '0' || Ascii.at(text, start) == '(';
    return digits >= FEWEST_WITHOUT_CONTEXT + (groups == 1 ? 1 : 0)
        && (groups >= 3
            || zero
            || (groups == 2 && !text.substring(start, numberEnd).contains(" ")));
  }

  /** The number without its extension, as it would be dialled. */
  String dialled(String text) {
    StringBuilder dialled = new StringBuilder(MOST_DIGITS + 1);
    String prefix = text.charAt(start) == '+' ? "+" : "";
    dialled.append(prefix);
    for (int i = start; i < numberEnd; i++) {
      if (Ascii.isDigit(text.charAt(i))) {
        dialled.append(text.charAt(i));
      }
    }
    if (international && prefix.isEmpty()) {
      dialled.delete(0, dialled.indexOf("011") == 0 ? 3 : 2).insert(0, '+');
    }
    return dialled.toString();
  }
}

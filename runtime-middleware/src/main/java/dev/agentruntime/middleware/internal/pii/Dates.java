package dev.agentruntime.middleware.internal.pii;

/** Days of the calendar in digits. Stateless. */
final class Dates {
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private Dates() {}

  /** Whether a month has a day, in some year. */
  static boolean isDay(int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1];
  }

  /** Whether two digits of the month and two of the day follow. */
  static boolean isMonthAndDay(CharSequence digits, int month) {
    return isDay(two(digits, month), two(digits, month + 2));
  }

  /** Whether two digits of the day and two of the month follow. */
  static boolean isDayAndMonth(CharSequence digits, int day) {
    return isDay(two(digits, day + 2), two(digits, day));
  }

  /** A number of two digits. */
  static int two(CharSequence digits, int at) {
    return 10 * (digits.charAt(at) - '0') + digits.charAt(at + 1) - '0';
  }

  /** Whether all between two places is one date in digits, year first or last. */
  static boolean isDate(String text, int start, int end) {
    return numericEnd(text, start) == end;
  }

  /** Behind the date in digits that begins at a place, or -1 if none does. */
  static int numericEnd(String text, int start) {
    int first = digitsEnd(text, start);
    char separator = Ascii.at(text, first);
    if (first == start || "-/.".indexOf(separator) < 0) {
      return -1;
    }
    int second = digitsEnd(text, first + 1);
    if (second == first + 1 || second > first + 3 || Ascii.at(text, second) != separator) {
      return -1;
    }
    int third = digitsEnd(text, second + 1);
    int firstLength = first - start;
    int thirdLength = third - second - 1;
    int middle = Ascii.number(text, first + 1, second);
    if (firstLength == 4 && thirdLength >= 1 && thirdLength <= 2) {
      return isYear(text, start) && isDay(middle, Ascii.number(text, second + 1, third))
          ? third
          : -1;
    }
    boolean yearLast = thirdLength == 2 || (thirdLength == 4 && isYear(text, second + 1));
    if (firstLength > 2 || !yearLast) {
      return -1;
    }
    int outer = Ascii.number(text, start, first);
    return isDay(middle, outer) || isDay(outer, middle) ? third : -1;
  }

  private static boolean isYear(String text, int start) {
    int year = Ascii.number(text, start, start + 4);
    return year >= 1850 && year <= 2150;
  }

  private static int digitsEnd(String text, int start) {
    int end = start;
    while (end < start + 5 && Ascii.isDigit(Ascii.at(text, end))) {
      end++;
    }
    return end;
  }
}

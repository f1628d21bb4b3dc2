package dev.agentruntime.middleware.internal.pii;

/** Digits in groups that are no telephone number. Stateless. */
final class NotPhones {
  private NotPhones() {}

  static boolean looksOtherwise(String text, PhoneShape shape) {
    int start = shape.start();
    int end = shape.numberEnd();
    if (text.charAt(start) == '+') {
      return false;
    }
    char behind = Ascii.at(text, end);
    return Ascii.isLetterOrDigit(Ascii.at(text, shape.end()))
        || behind == '%'
        || (behind == ':' && Ascii.isDigit(Ascii.at(text, end + 1)))
        || ((behind == '.' || behind == ',' || behind == '-' || behind == '/')
            && Ascii.isLetterOrDigit(Ascii.at(text, end + 1)))
        || isDecimal(text, start, end)
        || Dates.isDate(text, start, end)
        || startsWithDate(text, start, end)
        || Ipv4Probe.end(text, start) == end
        || isSocialSecurity(text, start, end);
  }

  /** One full stop and no other separator. */
  private static boolean isDecimal(String text, int start, int end) {
    int point = text.indexOf('.', start);
    return point > start
        && point < end
        && Ascii.allDigits(text, start, point)
        && Ascii.allDigits(text, point + 1, end);
  }

  /** A date and a time of day, or a year and more: 2024-06-05 09. */
  private static boolean startsWithDate(String text, int start, int end) {
    return end - start > 10 && Dates.isDate(text, start, start + 10);
  }

  private static boolean isSocialSecurity(String text, int start, int end) {
    return end - start == 11
        && Ascii.allDigits(text, start, start + 3)
        && Ascii.allDigits(text, start + 4, start + 6)
        && Ascii.allDigits(text, start + 7, end)
        && text.charAt(start + 3) == '-'
        && text.charAt(start + 6) == '-';
  }
}

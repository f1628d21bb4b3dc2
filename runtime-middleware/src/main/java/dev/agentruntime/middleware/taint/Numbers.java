package dev.agentruntime.middleware.taint;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in one form, however they are written: 1,000.00 and 1.000,00 and 1000 are the same. A
 * separator is one of thousands only where every group behind it has three digits: 19.99 is never
 * 1999. Stateless.
 */
final class Numbers {
  /** Longer ones are codes, and compared as text. */
  private static final int MAX_DIGITS = 30;

  private static final Pattern POINT_DECIMAL =
      Pattern.compile("([0-9]+|[0-9]{1,3}(?:[,'][0-9]{3})+)(?:\\.([0-9]+))?");
  private static final Pattern COMMA_DECIMAL =
      Pattern.compile("([0-9]+|[0-9]{1,3}(?:[.'][0-9]{3})+)(?:,([0-9]+))?");
  private static final Pattern SEPARATOR = Pattern.compile("[,.']");

  private Numbers() {}

  /** A number of a JSON text in that form, or null if it is too large or too fine for one. */
  static @Nullable String form(BigDecimal number) {
    return number.precision() > MAX_DIGITS || Math.abs((long) number.scale()) > MAX_DIGITS
        ? null
        : number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /** All readings of all numbers of a text. */
  static void of(CharSequence text, Collection<String> forms) {
    int at = 0;
    while (at < text.length()) {
      if (!isDigit(text.charAt(at))) {
        at++;
        continue;
      }
      int end = endOf(text, at);
      boolean partOfWord =
          (at > 0 && Character.isLetter(text.charAt(at - 1)))
              || (end < text.length() && Character.isLetter(text.charAt(end)));
      if (!partOfWord && end - at <= MAX_DIGITS) {
        add(text.subSequence(at, end).toString(), at > 0 && text.charAt(at - 1) == '-', forms);
      }
      at = end;
    }
  }

  private static int endOf(CharSequence text, int begin) {
    int end = begin;
    while (end < text.length()
        && (isDigit(text.charAt(end))
            || (isSeparator(text.charAt(end))
                && end + 1 < text.length()
                && isDigit(text.charAt(end + 1))))) {
      end++;
    }
    return end;
  }

  private static void add(String token, boolean minus, Collection<String> forms) {
    addReading(POINT_DECIMAL.matcher(token), minus, forms);
    addReading(COMMA_DECIMAL.matcher(token), minus, forms);
  }

  private static void addReading(Matcher reading, boolean minus, Collection<String> forms) {
    if (!reading.matches()) {
      return;
    }
    String whole = SEPARATOR.matcher(reading.group(1)).replaceAll("");
    String fraction = reading.group(2);
    String form = form(new BigDecimal(fraction == null ? whole : whole + "." + fraction));
    if (form != null) {
      forms.add(form);
      if (minus) {
        forms.add("-" + form);
      }
    }
  }

  private static boolean isSeparator(char c) {
    return c == ',' || c == '.' || c == '\'';
  }

  /** No digits of other scripts: those are no numbers to a tool. */
  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}

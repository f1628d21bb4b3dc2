package dev.agentruntime.middleware.internal.pii;

import static dev.agentruntime.middleware.internal.pii.IdRule.Needs.CONTEXT;
import static dev.agentruntime.middleware.internal.pii.IdRule.Needs.NOTHING;
import static dev.agentruntime.middleware.internal.pii.IdRule.Needs.SEPARATORS;
import static dev.agentruntime.middleware.redact.EntityType.DRIVING_LICENCE;
import static dev.agentruntime.middleware.redact.EntityType.MEDICAL_ID;
import static dev.agentruntime.middleware.redact.EntityType.NATIONAL_ID;
import static dev.agentruntime.middleware.redact.EntityType.TAX_ID;

import java.util.List;

/** Numbers of western Europe. The checks are those the issuing offices publish. Stateless. */
final class EuropeanIds {
  private static final String SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE";

  static final List<IdRule> RULES =
      List.of(
          // United Kingdom: insurance, health service, driving licence.
          IdRule.of(NATIONAL_ID, "AA-99-99-99-A", EuropeanIds::isNino, NOTHING, Topic.NATIONAL),
          IdRule.of(NATIONAL_ID, "999-999-9999", EuropeanIds::isNhs, CONTEXT, Topic.HEALTH),
          driver("AAAAA999999AA9AA"),
          driver("AAAA9999999AA9AA"),
          driver("AAA99999999AA9AA"),
          driver("AA999999999AA9AA"),
          driver("AAAAA999999A99AA"),
          // Spain.
          IdRule.of(NATIONAL_ID, "99999999-A", EuropeanIds::isNif, NOTHING, Topic.NATIONAL),
          IdRule.of(NATIONAL_ID, "9999999-A", EuropeanIds::isNif, NOTHING, Topic.NATIONAL),
          IdRule.of(NATIONAL_ID, "A-9999999-A", EuropeanIds::isNie, NOTHING, Topic.NATIONAL),
          // Italy.
          IdRule.of(
              NATIONAL_ID, "AAA-AAA-99A99-A999A", ItalianCode::isChecked, NOTHING, Topic.NATIONAL),
          IdRule.of(TAX_ID, "99999-999999", EuropeanIds::isPartitaIva, CONTEXT, Topic.TAX),
          IdRule.of(TAX_ID, "99999-999-999", EuropeanIds::isPartitaIva, CONTEXT, Topic.TAX),
          // Germany: tax, pension, health insurance, company.
          IdRule.of(
              NATIONAL_ID, "99-999-999-999", EuropeanIds::isGermanTax, NOTHING, Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID,
              "99-999999-A-999",
              EuropeanIds::isGermanPension,
              NOTHING,
              Topic.NATIONAL),
          IdRule.of(MEDICAL_ID, "A999999999", EuropeanIds::isGermanInsured, NOTHING, Topic.HEALTH),
          IdRule.of(MEDICAL_ID, "999999999", EuropeanIds::isGermanDoctor, CONTEXT, Topic.DOCTOR),
          IdRule.of(TAX_ID, "AA-999-999-999", EuropeanIds::isGermanCompany, NOTHING, Topic.TAX),
          // Netherlands, Belgium, France, Switzerland, Austria, Portugal.
          IdRule.of(NATIONAL_ID, "9999-99-999", EuropeanIds::isBsn, CONTEXT, Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID, "99.99.99-999.99", EuropeanIds::isBelgian, NOTHING, Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID, "9-99-99-99-999-999-99", EuropeanIds::isFrench, NOTHING, Topic.NATIONAL),
          IdRule.of(NATIONAL_ID, "999-9999-9999-99", EuropeanIds::isSwiss, NOTHING, Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID, "9999-999999", EuropeanIds::isAustrian, SEPARATORS, Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID, "999-999-999", EuropeanIds::isPortuguese, CONTEXT, Topic.NATIONAL));

  private EuropeanIds() {}

  private static IdRule driver(String form) {
    return IdRule.of(DRIVING_LICENCE, form, EuropeanIds::isBritishDriver, NOTHING, Topic.LICENCE);
  }

  private static int digit(CharSequence id, int at) {
    return Checksums.value(id.charAt(at));
  }

  private static boolean isNino(CharSequence id) {
    String prefix = id.subSequence(0, 2).toString();
    return "DFIQUV".indexOf(id.charAt(0)) < 0
        && "DFIOQUV".indexOf(id.charAt(1)) < 0
        && !"BG GB KN NK NT TN ZZ".contains(prefix)
        && id.charAt(8) <= 'D';
  }

  private static boolean isNhs(CharSequence id) {
    int check = 11 - Checksums.weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
    return check % 11 == digit(id, 9) && check != 10 && !Checksums.isOneDigitOnly(id);
  }

  /** Decade, month (50 more for a woman), day and year of birth. */
  private static boolean isBritishDriver(CharSequence id) {
    for (int i = 0, padding = 0; i < 5; i++) {
      boolean nine = id.charAt(i) == '9';
      if ((!Character.isLetter(id.charAt(i)) && !nine) || (padding > 0 && !nine)) {
        return false;
      }
      padding += nine ? 1 : 0;
    }
    int month = Dates.two(id, 6);
    return Dates.isDay(month > 50 ? month - 50 : month, Dates.two(id, 8));
  }

  private static boolean isNif(CharSequence id) {
    int last = id.length() - 1;
    int number = Integer.parseInt(id, 0, last, 10);
    return number > 0 && SPANISH.charAt(number % SPANISH.length()) == id.charAt(last);
  }

  private static boolean isNie(CharSequence id) {
    int first = "XYZ".indexOf(id.charAt(0));
    int number = 10_000_000 * Math.max(0, first) + Integer.parseInt(id, 1, 8, 10);
    return first >= 0 && SPANISH.charAt(number % SPANISH.length()) == id.charAt(8);
  }

  private static boolean isPartitaIva(CharSequence id) {
    return Integer.parseInt(id, 0, 7, 10) > 0 && Checksums.luhn(id);
  }

  /** One digit comes two or three times among the first ten, and no other more than once. */
  private static boolean isGermanTax(CharSequence id) {
    int[] times = new int[10];
    for (int i = 0; i < 10; i++) {
      times[digit(id, i)]++;
    }
    int several = 0;
    int missing = 0;
    for (int count : times) {
      several += count > 1 ? 1 : 0;
      missing += count == 0 ? 1 : 0;
    }
    return id.charAt(0) != '0' && several == 1 && missing <= 2 && Checksums.mod1110(id);
  }

  private static boolean isGermanPension(CharSequence id) {
    int letter = id.charAt(8) - 'A' + 1;
    String digits =
        id.subSequence(0, 8) + (letter < 10 ? "0" : "") + letter + id.subSequence(9, 11);
    int[] weights = {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
    int sum = 0;
    for (int i = 0; i < weights.length; i++) {
      int product = weights[i] * digit(digits, i);
      sum += product / 10 + product % 10;
    }
    return sum % 10 == digit(id, 11) && Dates.isDayAndMonth(id, 2);
  }

  private static boolean isGermanInsured(CharSequence id) {
    int letter = id.charAt(0) - 'A' + 1;
    String digits = (letter < 10 ? "0" : "") + letter + id.subSequence(1, 9);
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int product = digit(digits, i) * (i % 2 == 0 ? 1 : 2);
      sum += product / 10 + product % 10;
    }
    return sum % 10 == digit(id, 9);
  }

  private static boolean isGermanDoctor(CharSequence id) {
    int rest = Checksums.weighted(id, 4, 9, 4, 9, 4, 9) % 10;
    return (10 - rest) % 10 == digit(id, 6) || (Dates.two(id, 0) > 0 && Dates.two(id, 0) < 75);
  }

  private static boolean isGermanCompany(CharSequence id) {
    return id.charAt(0) == 'D' && id.charAt(1) == 'E' && id.charAt(2) != '0';
  }

  private static boolean isBsn(CharSequence id) {
    int sum = Checksums.weighted(id, 9, 8, 7, 6, 5, 4, 3, 2) - digit(id, 8);
    return sum % 11 == 0 && sum != 0;
  }

  private static boolean isBelgian(CharSequence id) {
    long number = Long.parseLong(id, 0, 9, 10);
    int check = Dates.two(id, 9);
    boolean checks = 97 - number % 97 == check || 97 - (2_000_000_000L + number) % 97 == check;
    return checks && Dates.isMonthAndDay(id, 2);
  }

  /** Sex, year and month of birth, and the remainder by 97. */
  private static boolean isFrench(CharSequence id) {
    int month = Dates.two(id, 3);
    boolean born = (month >= 1 && month <= 12) || month >= 20;
    boolean sex = "123478".indexOf(id.charAt(0)) >= 0;
    return born && sex && 97 - Long.parseLong(id, 0, 13, 10) % 97 == Dates.two(id, 13);
  }

  /** The country's 756, and the check digit of an article number. */
  private static boolean isSwiss(CharSequence id) {
    int sum = Checksums.weighted(id, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1);
    return sum % 10 == 0 && "756".contentEquals(id.subSequence(0, 3));
  }

  private static boolean isAustrian(CharSequence id) {
    int sum = Checksums.weighted(id, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6);
    return sum % 11 == digit(id, 3) && Dates.isDayAndMonth(id, 4);
  }

  private static boolean isPortuguese(CharSequence id) {
    int check = 11 - Checksums.weighted(id, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
    return (check > 9 ? 0 : check) == digit(id, 8) && id.charAt(0) != '0';
  }
}

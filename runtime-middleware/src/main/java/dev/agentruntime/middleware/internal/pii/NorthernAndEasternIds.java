package dev.agentruntime.middleware.internal.pii;

import static dev.agentruntime.middleware.internal.pii.IdRule.Needs.CONTEXT;
import static dev.agentruntime.middleware.internal.pii.IdRule.Needs.NOTHING;
import static dev.agentruntime.middleware.internal.pii.IdRule.Needs.SEPARATORS;
import static dev.agentruntime.middleware.redact.EntityType.NATIONAL_ID;
import static dev.agentruntime.middleware.redact.EntityType.TAX_ID;

import java.util.List;

/**
 * Numbers of northern and eastern Europe. The checks are those the issuing offices publish.
 * Stateless.
 */
final class NorthernAndEasternIds {
  private static final String FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY";

  static final List<IdRule> RULES =
      List.of(
          // Poland, Czechia and Slovakia, Romania, Bulgaria, Croatia, Estonia and Lithuania,
          // Greece.
          IdRule.of(
              NATIONAL_ID, "99999999999", NorthernAndEasternIds::isPesel, NOTHING, Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID,
              "999999-9999",
              NorthernAndEasternIds::isCzech,
              SEPARATORS,
              Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID,
              "9999999999999",
              NorthernAndEasternIds::isRomanian,
              NOTHING,
              Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID,
              "9999999999",
              NorthernAndEasternIds::isBulgarian,
              CONTEXT,
              Topic.NATIONAL),
          IdRule.of(NATIONAL_ID, "99999999999", Checksums::mod1110, CONTEXT, Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID, "99999999999", NorthernAndEasternIds::isBaltic, NOTHING, Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID, "99999999999", NorthernAndEasternIds::isGreek, CONTEXT, Topic.NATIONAL),
          // Finland, Sweden, Norway, Denmark, Iceland.
          IdRule.of(
              NATIONAL_ID,
              "999999A999A",
              NorthernAndEasternIds::isFinnish,
              NOTHING,
              Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID,
              "999999A9999",
              NorthernAndEasternIds::isFinnish,
              NOTHING,
              Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID,
              "999999-999A",
              NorthernAndEasternIds::isOldFinnish,
              SEPARATORS,
              Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID,
              "999999-9999",
              NorthernAndEasternIds::isSwedish,
              SEPARATORS,
              Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID,
              "99999999-9999",
              NorthernAndEasternIds::isLongSwedish,
              NOTHING,
              Topic.NATIONAL),
          IdRule.of(
              TAX_ID,
              "999999-9999",
              NorthernAndEasternIds::isSwedishCompany,
              SEPARATORS,
              Topic.TAX),
          IdRule.of(
              NATIONAL_ID,
              "999999-99999",
              NorthernAndEasternIds::isNorwegian,
              NOTHING,
              Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID,
              "999999-9999",
              NorthernAndEasternIds::isDanish,
              SEPARATORS,
              Topic.NATIONAL),
          // Russia: insurance, taxpayer.
          IdRule.of(
              NATIONAL_ID,
              "999-999-999.99",
              NorthernAndEasternIds::isSnils,
              SEPARATORS,
              Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID, "999999999999", NorthernAndEasternIds::isInn, CONTEXT, Topic.NATIONAL));

  private NorthernAndEasternIds() {}

  private static int digit(CharSequence id, int at) {
    return Checksums.value(id.charAt(at));
  }

  /** The month says the century: 20, 40, 60 or 80 more. */
  private static boolean isPesel(CharSequence id) {
    int sum = Checksums.weighted(id, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1);
    return sum % 10 == 0 && Dates.isDay(Dates.two(id, 2) % 20, Dates.two(id, 4));
  }

  /** The month is 50 more for a woman, and 20 more when numbers ran out. */
  private static boolean isCzech(CharSequence id) {
    int month = Dates.two(id, 2) % 50;
    return Long.parseLong(id, 0, 10, 10) % 11 == 0
        && Dates.isDay(month > 20 ? month - 20 : month, Dates.two(id, 4));
  }

  private static boolean isRomanian(CharSequence id) {
    int rest = Checksums.weighted(id, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11;
    return (rest == 10 ? 1 : rest) == digit(id, 12)
        && id.charAt(0) != '0'
        && Dates.isMonthAndDay(id, 3)
        && Dates.two(id, 7) <= 52;
  }

  private static boolean isBulgarian(CharSequence id) {
    int rest = Checksums.weighted(id, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10;
    return rest == digit(id, 9) && Dates.isDay(Dates.two(id, 2) % 20, Dates.two(id, 4));
  }

  private static boolean isBaltic(CharSequence id) {
    int first = Checksums.weighted(id, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11;
    int second = Checksums.weighted(id, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11 % 10;
    return (first < 10 ? first : second) == digit(id, 10)
        && id.charAt(0) >= '1'
        && id.charAt(0) <= '6'
        && Dates.isMonthAndDay(id, 3);
  }

  private static boolean isGreek(CharSequence id) {
    return Checksums.luhn(id) && Dates.isDayAndMonth(id, 0);
  }

  /** The letter says the century, more of them since 2023. */
  private static boolean isFinnish(CharSequence id) {
    return "ABCDEFUVWXY".indexOf(id.charAt(6)) >= 0
        && isFinnish(id.subSequence(0, 6).toString() + id.subSequence(7, 10), id.charAt(10));
  }

  private static boolean isOldFinnish(CharSequence id) {
    return isFinnish(id.subSequence(0, 9).toString(), id.charAt(9));
  }

  private static boolean isFinnish(String digits, char check) {
    return FINNISH.charAt(Integer.parseInt(digits) % FINNISH.length()) == check
        && Dates.isDayAndMonth(digits, 0);
  }

  /** Sixty more for a day of birth without a person yet. */
  private static boolean isSwedish(CharSequence id) {
    int day = Dates.two(id, 4);
    return Checksums.luhn(id) && Dates.isDay(Dates.two(id, 2), day > 60 ? day - 60 : day);
  }

  private static boolean isLongSwedish(CharSequence id) {
    int century = Dates.two(id, 0);
    return century >= 18 && century <= 20 && isSwedish(id.subSequence(2, 12));
  }

  private static boolean isSwedishCompany(CharSequence id) {
    return Dates.two(id, 2) >= 20 && Checksums.luhn(id);
  }

  private static boolean isNorwegian(CharSequence id) {
    int first = Checksums.weighted(id, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11;
    int second = Checksums.weighted(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11;
    return first == 0 && second == 0 && Dates.isDayAndMonth(id, 0);
  }

  private static boolean isDanish(CharSequence id) {
    return Dates.isDayAndMonth(id, 0);
  }

  private static boolean isSnils(CharSequence id) {
    int check = Checksums.weighted(id, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 101 % 100;
    return check == Dates.two(id, 9);
  }

  private static boolean isInn(CharSequence id) {
    int first = Checksums.weighted(id, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10;
    int second = Checksums.weighted(id, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10;
    return first == digit(id, 10) && second == digit(id, 11);
  }
}

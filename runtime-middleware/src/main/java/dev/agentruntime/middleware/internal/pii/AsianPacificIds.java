package dev.agentruntime.middleware.internal.pii;

import static dev.agentruntime.middleware.internal.pii.IdRule.Needs.CONTEXT;
import static dev.agentruntime.middleware.internal.pii.IdRule.Needs.NOTHING;
import static dev.agentruntime.middleware.internal.pii.IdRule.Needs.SEPARATORS;
import static dev.agentruntime.middleware.redact.EntityType.DRIVING_LICENCE;
import static dev.agentruntime.middleware.redact.EntityType.MEDICAL_ID;
import static dev.agentruntime.middleware.redact.EntityType.NATIONAL_ID;
import static dev.agentruntime.middleware.redact.EntityType.TAX_ID;

import java.util.List;

/**
 * Numbers of Asia, Australia and Africa. The checks are those the issuing offices publish.
 * Stateless.
 */
final class AsianPacificIds {
  private static final String GST = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private static final String ENTITIES =
      "LP LL FC PF RF MQ MM NB CC CS MB FM GS DP CP NR CM CD MD HS VH CH MH CL XL CX RP TU TC FB FN"
          + " PA PB SS MC SM GA GB";

  static final List<IdRule> RULES =
      List.of(
          // India: person, taxpayer, business, voter.
          IdRule.of(
              NATIONAL_ID,
              "9999-9999-9999",
              AsianPacificIds::isAadhaar,
              SEPARATORS,
              Topic.NATIONAL),
          IdRule.of(NATIONAL_ID, "AAAAA9999A", AsianPacificIds::isPan, NOTHING, Topic.NATIONAL),
          IdRule.of(TAX_ID, "99AAAAA9999A9A9", AsianPacificIds::isGst, NOTHING, Topic.TAX),
          IdRule.of(TAX_ID, "99AAAAA9999A9AA", AsianPacificIds::isGst, NOTHING, Topic.TAX),
          IdRule.of(NATIONAL_ID, "AAA9999999", _ -> true, CONTEXT, Topic.NATIONAL),
          // Australia: business, company, taxpayer, health card.
          IdRule.of(TAX_ID, "99-999-999-999", AsianPacificIds::isAbn, NOTHING, Topic.TAX),
          IdRule.of(TAX_ID, "999-999-999", AsianPacificIds::isAcn, SEPARATORS, Topic.TAX),
          IdRule.of(NATIONAL_ID, "999-999-999", AsianPacificIds::isTfn, SEPARATORS, Topic.NATIONAL),
          IdRule.of(
              MEDICAL_ID, "9999-99999-9", AsianPacificIds::isMedicare, SEPARATORS, Topic.HEALTH),
          // Singapore: person, entity.
          IdRule.of(NATIONAL_ID, "A9999999A", AsianPacificIds::isNric, NOTHING, Topic.NATIONAL),
          IdRule.of(TAX_ID, "A99AA9999A", AsianPacificIds::isOtherEntity, NOTHING, Topic.TAX),
          IdRule.of(TAX_ID, "99999999A", AsianPacificIds::isBusiness, NOTHING, Topic.TAX),
          IdRule.of(TAX_ID, "999999999A", AsianPacificIds::isLocalCompany, NOTHING, Topic.TAX),
          // Korea: resident and foreigner, business, licence.
          IdRule.of(
              NATIONAL_ID,
              "999999-9999999",
              AsianPacificIds::isCheckedKorean,
              NOTHING,
              Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID, "999999-9999999", AsianPacificIds::isKorean, SEPARATORS, Topic.NATIONAL),
          IdRule.of(
              TAX_ID, "999-99-99999", AsianPacificIds::isKoreanBusiness, SEPARATORS, Topic.TAX),
          IdRule.of(
              DRIVING_LICENCE,
              "99-99-999999-99",
              AsianPacificIds::isKoreanDriver,
              SEPARATORS,
              Topic.LICENCE),
          // China, Taiwan, Japan, Malaysia, Thailand.
          IdRule.of(
              NATIONAL_ID,
              "999999-99999999-9999",
              AsianPacificIds::isChinese,
              NOTHING,
              Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID,
              "999999-99999999-999A",
              AsianPacificIds::isChinese,
              NOTHING,
              Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID, "A999999999", AsianPacificIds::isTaiwanese, NOTHING, Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID, "9999-9999-9999", AsianPacificIds::isJapanese, CONTEXT, Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID,
              "999999-99-9999",
              AsianPacificIds::isMalaysian,
              SEPARATORS,
              Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID, "9-9999-99999-99-9", AsianPacificIds::isThai, NOTHING, Topic.NATIONAL),
          // Turkey, Israel.
          IdRule.of(
              NATIONAL_ID, "99999999999", AsianPacificIds::isTurkish, NOTHING, Topic.NATIONAL),
          IdRule.of(NATIONAL_ID, "999999999", Checksums::luhn, CONTEXT, Topic.NATIONAL),
          // South Africa, Nigeria.
          IdRule.of(
              NATIONAL_ID,
              "999999-9999-99-9",
              AsianPacificIds::isSouthAfrican,
              NOTHING,
              Topic.NATIONAL),
          IdRule.of(NATIONAL_ID, "99999999999", Checksums::verhoeff, CONTEXT, Topic.NATIONAL));

  private AsianPacificIds() {}

  private static int digit(CharSequence id, int at) {
    return id.charAt(at) - '0';
  }

  private static boolean isAadhaar(CharSequence id) {
    return id.charAt(0) >= '2' && Checksums.verhoeff(id) && !isPalindrome(id);
  }

  private static boolean isPalindrome(CharSequence id) {
    return new StringBuilder(id).reverse().compareTo(new StringBuilder(id)) == 0;
  }

  /** The fourth letter says whose it is: a person's, a company's, a trust's … */
  private static boolean isPan(CharSequence id) {
    return "ABCFGHJLPT".indexOf(id.charAt(3)) >= 0 && !"0000".contentEquals(id.subSequence(5, 9));
  }

  private static boolean isGst(CharSequence id) {
    int state = Dates.two(id, 0);
    boolean assigned = (state >= 1 && state <= 38) || state == 97 || state == 99;
    return assigned && id.charAt(13) == 'Z' && GST.indexOf(id.charAt(14)) >= 0;
  }

  private static boolean isAbn(CharSequence id) {
    int sum = Checksums.weighted(id, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19) - 10;
    return id.charAt(0) != '0' && sum % 89 == 0;
  }

  private static boolean isAcn(CharSequence id) {
    int rest = Checksums.weighted(id, 8, 7, 6, 5, 4, 3, 2, 1) % 10;
    return (10 - rest) % 10 == digit(id, 8);
  }

  private static boolean isTfn(CharSequence id) {
    return Checksums.weighted(id, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0
        && !Checksums.isOneDigitOnly(id);
  }

  private static boolean isMedicare(CharSequence id) {
    int sum = Checksums.weighted(id, 1, 3, 7, 9, 1, 3, 7, 9);
    return id.charAt(0) >= '2' && id.charAt(0) <= '6' && sum % 10 == digit(id, 8);
  }

  private static boolean isNric(CharSequence id) {
    int sum = Checksums.weighted(id.subSequence(1, 8), 2, 7, 6, 5, 4, 3, 2);
    return switch (id.charAt(0)) {
      case 'S' -> "JZIHGFEDCBA".charAt(sum % 11) == id.charAt(8);
      case 'T' -> "JZIHGFEDCBA".charAt((sum + 4) % 11) == id.charAt(8);
      case 'F' -> "XWUTRQPNMLK".charAt(sum % 11) == id.charAt(8);
      case 'G' -> "XWUTRQPNMLK".charAt((sum + 4) % 11) == id.charAt(8);
      case 'M' -> "KLJNPQRTUWX".charAt(10 - (sum + 3) % 11) == id.charAt(8);
      default -> false;
    };
  }

  private static boolean isOtherEntity(CharSequence id) {
    return "RST".indexOf(id.charAt(0)) >= 0 && ENTITIES.contains(id.subSequence(3, 5));
  }

  private static boolean isBusiness(CharSequence id) {
    int sum = Checksums.weighted(id, 10, 4, 9, 3, 8, 2, 7, 1);
    return "XMKECAWLJDB".charAt(sum % 11) == id.charAt(8);
  }

  private static boolean isLocalCompany(CharSequence id) {
    int sum = Checksums.weighted(id, 10, 8, 6, 4, 9, 7, 5, 3, 1);
    int year = 100 * Dates.two(id, 0) + Dates.two(id, 2);
    return year >= 1800 && year <= 2100 && "ZKCMDNERGWH".charAt(sum % 11) == id.charAt(9);
  }

  /** The day of birth, and a digit for century, sex and whether a foreigner. */
  private static boolean isKorean(CharSequence id) {
    return Dates.isMonthAndDay(id, 2) && id.charAt(6) >= '1' && id.charAt(6) <= '8';
  }

  private static boolean isCheckedKorean(CharSequence id) {
    int rest = Checksums.weighted(id, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5) % 11;
    int extra = id.charAt(6) >= '5' ? 13 : 11;
    return isKorean(id) && (extra - rest) % 10 == digit(id, 12);
  }

  private static boolean isKoreanBusiness(CharSequence id) {
    int sum = Checksums.weighted(id, 1, 3, 7, 1, 3, 7, 1, 3, 5) + 5 * digit(id, 8) / 10;
    return (10 - sum % 10) % 10 == digit(id, 9);
  }

  private static boolean isKoreanDriver(CharSequence id) {
    int region = Dates.two(id, 0);
    return region >= 11 && region <= 28;
  }

  private static boolean isChinese(CharSequence id) {
    int sum = Checksums.weighted(id, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2);
    int century = Dates.two(id, 6);
    return "10X98765432".charAt(sum % 11) == id.charAt(17)
        && (century == 19 || century == 20)
        && Dates.isMonthAndDay(id, 10);
  }

  /** Letters count for 10 to 35 in an order of their own. */
  private static boolean isTaiwanese(CharSequence id) {
    int letter = 10 + "ABCDEFGHJKLMNPQRSTUVXYWZIO".indexOf(id.charAt(0));
    int sum = letter / 10 + letter % 10 * 9;
    sum += Checksums.weighted(id.subSequence(1, 10), 8, 7, 6, 5, 4, 3, 2, 1, 1);
    return sum % 10 == 0 && (id.charAt(1) == '1' || id.charAt(1) == '2');
  }

  private static boolean isJapanese(CharSequence id) {
    int rest = Checksums.weighted(id, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
    return (rest <= 1 ? 0 : 11 - rest) == digit(id, 11);
  }

  private static boolean isMalaysian(CharSequence id) {
    return Dates.isMonthAndDay(id, 2);
  }

  /** A time in milliseconds begins like one of its numbers, so those are left to the context. */
  private static boolean isThai(CharSequence id) {
    int sum = Checksums.weighted(id, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2);
    int province = Dates.two(id, 1);
    return (11 - sum % 11) % 10 == digit(id, 12)
        && id.charAt(0) >= '1'
        && id.charAt(0) <= '8'
        && province >= 10
        && province <= 96;
  }

  private static boolean isTurkish(CharSequence id) {
    int odd = Checksums.weighted(id, 1, 0, 1, 0, 1, 0, 1, 0, 1);
    int even = Checksums.weighted(id, 0, 1, 0, 1, 0, 1, 0, 1);
    int all = Checksums.weighted(id, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    return id.charAt(0) != '0'
        && Math.floorMod(7 * odd - even, 10) == digit(id, 9)
        && all % 10 == digit(id, 10);
  }

  private static boolean isSouthAfrican(CharSequence id) {
    return id.charAt(10) <= '2' && Dates.isMonthAndDay(id, 2) && Checksums.luhn(id);
  }
}

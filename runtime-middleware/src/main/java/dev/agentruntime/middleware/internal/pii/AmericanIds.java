package dev.agentruntime.middleware.internal.pii;

import static dev.agentruntime.middleware.internal.pii.IdRule.Needs.CONTEXT;
import static dev.agentruntime.middleware.internal.pii.IdRule.Needs.NOTHING;
import static dev.agentruntime.middleware.internal.pii.IdRule.Needs.SEPARATORS;
import static dev.agentruntime.middleware.redact.EntityType.BANK_ACCOUNT;
import static dev.agentruntime.middleware.redact.EntityType.MEDICAL_ID;
import static dev.agentruntime.middleware.redact.EntityType.NATIONAL_ID;
import static dev.agentruntime.middleware.redact.EntityType.TAX_ID;
import static dev.agentruntime.middleware.redact.EntityType.US_SSN;

import java.util.List;

/** Numbers of the Americas. The checks are those the issuing offices publish. Stateless. */
final class AmericanIds {
  private static final int[] CPF = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
  private static final int[] CNPJ = {6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2};

  static final List<IdRule> RULES =
      List.of(
          // United States: social security and taxpayers, employers, health, banks.
          IdRule.of(US_SSN, "999-99-9999", AmericanIds::isSocialSecurity, SEPARATORS, Topic.SSN),
          IdRule.of(US_SSN, "999-99-9999", _ -> true, CONTEXT, Topic.SSN),
          IdRule.of(TAX_ID, "99-9999999", AmericanIds::isEmployer, SEPARATORS, Topic.TAX),
          IdRule.of(MEDICAL_ID, "9A99AA9AA99", AmericanIds::isMedicare, NOTHING, Topic.HEALTH),
          IdRule.of(MEDICAL_ID, "9A99-AA9-AA99", AmericanIds::isMedicare, NOTHING, Topic.HEALTH),
          IdRule.of(MEDICAL_ID, "9AA9-AA9-AA99", AmericanIds::isMedicare, NOTHING, Topic.HEALTH),
          IdRule.of(MEDICAL_ID, "9A99-A99-AA99", AmericanIds::isMedicare, NOTHING, Topic.HEALTH),
          IdRule.of(MEDICAL_ID, "9AA9-A99-AA99", AmericanIds::isMedicare, NOTHING, Topic.HEALTH),
          IdRule.of(MEDICAL_ID, "AA9999999", AmericanIds::isPrescriber, NOTHING, Topic.DOCTOR),
          IdRule.of(MEDICAL_ID, "9999999999", AmericanIds::isProvider, CONTEXT, Topic.DOCTOR),
          IdRule.of(BANK_ACCOUNT, "999999999", AmericanIds::isRouting, CONTEXT, Topic.ROUTING),
          // Canada, social insurance.
          IdRule.of(
              NATIONAL_ID, "999-999-999", AmericanIds::isCanadian, SEPARATORS, Topic.NATIONAL),
          // Brazil, person and company.
          IdRule.of(NATIONAL_ID, "999.999.999-99", AmericanIds::isCpf, NOTHING, Topic.NATIONAL),
          IdRule.of(TAX_ID, "99.999.999.9999-99", AmericanIds::isCnpj, NOTHING, Topic.TAX),
          // Mexico, Argentina, Chile.
          IdRule.of(
              NATIONAL_ID, "AAAA999999AAAAAA99", AmericanIds::isCurp, NOTHING, Topic.NATIONAL),
          IdRule.of(
              NATIONAL_ID, "AAAA999999AAAAAAA9", AmericanIds::isCurp, NOTHING, Topic.NATIONAL),
          IdRule.of(NATIONAL_ID, "99-99999999-9", AmericanIds::isCuit, SEPARATORS, Topic.NATIONAL),
          IdRule.of(NATIONAL_ID, "99.999.999-9", AmericanIds::isRut, SEPARATORS, Topic.NATIONAL),
          IdRule.of(NATIONAL_ID, "99.999.999-A", AmericanIds::isRut, SEPARATORS, Topic.NATIONAL));

  private AmericanIds() {}

  /**
   * Never issued: area 000, group 00, serial 0000, and the numbers of two adverts. Areas from 900
   * on are of taxpayers; 666 is found too, since people and test data use it.
   */
  private static boolean isSocialSecurity(CharSequence id) {
    return Integer.parseInt(id, 0, 3, 10) > 0
        && Dates.two(id, 3) > 0
        && Integer.parseInt(id, 5, 9, 10) > 0
        && !Checksums.isOneDigitOnly(id)
        && !"078051120".contentEquals(id)
        && !"219099999".contentEquals(id);
  }

  /** The first two digits name a campus of the revenue service. */
  private static boolean isEmployer(CharSequence id) {
    int campus = Dates.two(id, 0);
    return campus > 0
        && "07 08 09 17 18 19 28 29 49 69 70 78 79 89 96 97"
                .indexOf(id.subSequence(0, 2).toString())
            < 0;
  }

  /** No letter that looks like a digit: S, L, O, I, B, Z. */
  private static boolean isMedicare(CharSequence id) {
    for (int i = 0; i < id.length(); i++) {
      if ("SLOIBZ".indexOf(id.charAt(i)) >= 0) {
        return false;
      }
    }
    return id.charAt(0) != '0';
  }

  /** Registration with the drug enforcement administration. */
  private static boolean isPrescriber(CharSequence id) {
    int sum = Checksums.weighted(id.subSequence(2, 8), 1, 2, 1, 2, 1, 2);
    return "ABCDEFGHJKLMPRSTUX".indexOf(id.charAt(0)) >= 0 && sum % 10 == id.charAt(8) - '0';
  }

  /** National provider identifier: Luhn with the prefix of the United States' health industry. */
  private static boolean isProvider(CharSequence id) {
    return (id.charAt(0) == '1' || id.charAt(0) == '2')
        && !Checksums.isOneDigitOnly(id.subSequence(0, 9))
        && Checksums.luhn("80840" + id);
  }

  private static boolean isRouting(CharSequence id) {
    int district = Dates.two(id, 0);
    boolean assigned =
        district <= 12 || (district >= 21 && district <= 32) || (district >= 61 && district <= 72);
    return assigned && Checksums.weighted(id, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0;
  }

  private static boolean isCanadian(CharSequence id) {
    return id.charAt(0) != '0' && id.charAt(0) != '8' && Checksums.luhn(id);
  }

  private static boolean isCpf(CharSequence id) {
    int first = Checksums.weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
    int second = Checksums.weighted(id, CPF) * 10 % 11 % 10;
    return first == id.charAt(9) - '0'
        && second == id.charAt(10) - '0'
        && !Checksums.isOneDigitOnly(id);
  }

  private static boolean isCnpj(CharSequence id) {
    int first = Checksums.weighted(id, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
    int second = Checksums.weighted(id, CNPJ) % 11;
    return (first < 2 ? 0 : 11 - first) == id.charAt(12) - '0'
        && (second < 2 ? 0 : 11 - second) == id.charAt(13) - '0'
        && !Checksums.isOneDigitOnly(id);
  }

  /** A date of birth and a sex. */
  private static boolean isCurp(CharSequence id) {
    return Dates.isMonthAndDay(id, 6) && (id.charAt(10) == 'H' || id.charAt(10) == 'M');
  }

  private static boolean isCuit(CharSequence id) {
    int rest = Checksums.weighted(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
    boolean assigned = "20 23 24 25 26 27 30 33 34".contains(id.subSequence(0, 2));
    return assigned && (11 - rest) % 11 == id.charAt(10) - '0';
  }

  private static boolean isRut(CharSequence id) {
    int rest = 11 - Checksums.weighted(id, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
    char check = rest == 11 ? '0' : rest == 10 ? 'K' : (char) ('0' + rest);
    return id.charAt(8) == check;
  }
}

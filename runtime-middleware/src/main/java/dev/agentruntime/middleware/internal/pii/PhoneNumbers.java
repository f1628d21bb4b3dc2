package dev.agentruntime.middleware.internal.pii;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.List;

/** What libphonenumber says of a candidate. Immutable; safe for use by many threads. */
final class PhoneNumbers {
  private final PhoneNumberUtil util = PhoneNumberUtil.getInstance();
  private final List<String> regions;

  PhoneNumbers(List<String> regions) {
    this.regions = List.copyOf(regions);
  }

  /** Whether a number with its country's code may be one. */
  boolean isPossible(String number) {
    try {
      return util.isPossibleNumber(util.parse(number, "ZZ"));
    } catch (NumberParseException _) {
      return false;
    }
  }

  /** Whether a number is valid as it would be dialled within one of the regions. */
  boolean isValid(String number) {
    for (String region : regions) {
      try {
        if (util.isValidNumberForRegion(util.parse(number, region), region)) {
          return true;
        }
      } catch (NumberParseException _) {
        // Of another region, or none.
      }
    }
    return false;
  }
}

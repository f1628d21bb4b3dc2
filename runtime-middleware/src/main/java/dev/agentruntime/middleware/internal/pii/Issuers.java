package dev.agentruntime.middleware.internal.pii;

import java.util.List;

/**
 * Which prefixes and lengths of card numbers are issued, from the networks' published ranges.
 * Immutable; safe for use by many threads.
 */
final class Issuers {
  private static final List<Range> RANGES =
      List.of(
          new Range("Visa", "4", "4", 13, 13),
          new Range("Visa", "4", "4", 16, 19),
          new Range("Mastercard", "51", "55", 16, 16),
          new Range("Mastercard", "2221", "2720", 16, 16),
          new Range("American Express", "34", "34", 15, 15),
          new Range("American Express", "37", "37", 15, 15),
          new Range("Diners Club", "300", "305", 14, 19),
          new Range("Diners Club", "3095", "3095", 14, 19),
          new Range("Diners Club", "36", "36", 14, 19),
          new Range("Diners Club", "38", "39", 14, 19),
          new Range("Discover", "6011", "6011", 16, 19),
          new Range("Discover", "644", "659", 16, 19),
          new Range("JCB", "35", "35", 16, 19),
          new Range("JCB", "1800", "1800", 15, 15),
          new Range("JCB", "2131", "2131", 15, 15),
          new Range("UnionPay", "62", "62", 16, 19),
          new Range("UnionPay", "81", "82", 16, 19),
          new Range("Maestro and national cards", "50", "50", 12, 19),
          new Range("Maestro", "56", "58", 12, 19),
          new Range("Maestro", "60", "69", 12, 19),
          new Range("Mir", "2200", "2204", 16, 19),
          new Range("Troy", "9792", "9792", 16, 16),
          new Range("Humo", "9860", "9860", 16, 16),
          new Range("UzCard", "8600", "8600", 16, 16),
          new Range("UATP", "1", "1", 15, 15));

  private Issuers() {}

  /** Whether a number of these digits may be a card's. */
  static boolean issues(String digits) {
    for (Range range : RANGES) {
      if (range.has(digits)) {
        return true;
      }
    }
    return false;
  }

  private record Range(String network, String first, String last, int shortest, int longest) {
    boolean has(String digits) {
      int length = first.length();
      return digits.length() >= shortest
          && digits.length() <= longest
          && digits.substring(0, length).compareTo(first) >= 0
          && digits.substring(0, length).compareTo(last) <= 0;
    }
  }
}

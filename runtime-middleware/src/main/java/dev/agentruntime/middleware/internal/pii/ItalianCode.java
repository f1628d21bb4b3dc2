package dev.agentruntime.middleware.internal.pii;

/** The check letter of Italy's fiscal code, decree of 23 December 1976. Stateless. */
final class ItalianCode {
  /** What a digit or a letter counts for at an odd place, from 0 and A on. */
  private static final int[] ODD = {
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
  };

  private ItalianCode() {}

  static boolean isChecked(CharSequence id) {
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      char c = id.charAt(i);
      int value = c <= '9' ? c - '0' : c - 'A';
      sum += i % 2 == 0 ? ODD[value] : value;
    }
    return (char) ('A' + sum % 26) == id.charAt(15) && "ABCDEHLMPRST".indexOf(id.charAt(8)) >= 0;
  }
}

package dev.agentruntime.middleware.internal.pii;

/** The sums that show a mistyped digit, each named after its standard. Stateless. */
final class Checksums {
  private static final int[][] DIHEDRAL = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
    {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
    {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
    {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
    {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
    {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
    {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
    {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
    {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
    {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}
  };

  private static final int[][] PERMUTED = permuted();

  private Checksums() {}

  /** The value of a digit, or of a letter from A = 10 on. */
  static int value(char c) {
    return c <= '9' ? c - '0' : c - 'A' + 10;
  }

  /** Luhn, ISO/IEC 7812-1 annex B: the last digit is the check digit. */
  static boolean luhn(CharSequence digits) {
    int sum = 0;
    boolean twice = false;
    for (int i = digits.length() - 1; i >= 0; i--) {
      int digit = digits.charAt(i) - '0';
      sum += twice ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit;
      twice = !twice;
    }
    return sum % 10 == 0;
  }

  /** Verhoeff's sum over the dihedral group of ten: the last digit is the check digit. */
  static boolean verhoeff(CharSequence digits) {
    int sum = 0;
    for (int i = digits.length() - 1, place = 0; i >= 0; i--, place++) {
      sum = DIHEDRAL[sum][PERMUTED[place % 8][digits.charAt(i) - '0']];
    }
    return sum == 0;
  }

  private static int[][] permuted() {
    int[][] rows = new int[8][];
    rows[0] = new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    int[] step = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
    for (int row = 1; row < rows.length; row++) {
      rows[row] = new int[10];
      for (int digit = 0; digit < 10; digit++) {
        rows[row][digit] = step[rows[row - 1][digit]];
      }
    }
    return rows;
  }

  /** The sum of the digits, each times its weight. */
  static int weighted(CharSequence digits, int... weights) {
    int sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * value(digits.charAt(i));
    }
    return sum;
  }

  /** ISO 7064 MOD 11,10: the last digit is the check digit. */
  static boolean mod1110(CharSequence digits) {
    int product = 10;
    for (int i = 0; i < digits.length() - 1; i++) {
      int sum = (digits.charAt(i) - '0' + product) % 10;
      product = 2 * (sum == 0 ? 10 : sum) % 11;
    }
    return (11 - product) % 10 == digits.charAt(digits.length() - 1) - '0';
  }

  /** What is left of a number of any length, letters counting for two digits, divided by 97. */
  static int mod97(CharSequence characters, int start, int end, int before) {
    int rest = before;
    for (int i = start; i < end; i++) {
      int value = value(characters.charAt(i));
      rest = (value < 10 ? 10 * rest + value : 100 * rest + value) % 97;
    }
    return rest;
  }

  /** Whether all characters are the same one: never a number of somebody. */
  static boolean isOneDigitOnly(CharSequence digits) {
    for (int i = 1; i < digits.length(); i++) {
      if (digits.charAt(i) != digits.charAt(0)) {
        return false;
      }
    }
    return true;
  }
}

package dev.agentruntime.middleware.internal.pii;

import java.util.Locale;

/** The check of bech32 (BIP 173) and bech32m (BIP 350). Stateless. */
final class Bech32 {
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int PLAIN = 1;
  private static final int MODIFIED = 0x2bc830a3;

  private Bech32() {}

  /** Whether it begins like an address of Bitcoin's main or test network, or of Litecoin's. */
  static boolean hasPrefix(String text, int start) {
    return text.regionMatches(true, start, "bc1", 0, 3)
        || text.regionMatches(true, start, "tb1", 0, 3)
        || text.regionMatches(true, start, "ltc1", 0, 4);
  }

  static boolean isAddress(String word) {
    String address = word.toLowerCase(Locale.ROOT);
    if (!address.equals(word) && !word.toUpperCase(Locale.ROOT).equals(word)) {
      return false;
    }
    int separator = address.indexOf('1');
    int sum = 1;
    for (int i = 0; i < separator; i++) {
      sum = step(sum) ^ (address.charAt(i) >> 5);
    }
    sum = step(sum);
    for (int i = 0; i < separator; i++) {
      sum = step(sum) ^ (address.charAt(i) & 31);
    }
    for (int i = separator + 1; i < address.length(); i++) {
      int value = ALPHABET.indexOf(address.charAt(i));
      if (value < 0) {
        return false;
      }
      sum = step(sum) ^ value;
    }
    return sum == PLAIN || sum == MODIFIED;
  }

  private static int step(int sum) {
    int top = sum >>> 25;
    int next = (sum & 0x1ffffff) << 5;
    for (int i = 0; i < GENERATOR.length; i++) {
      next ^= (top >> i & 1) == 1 ? GENERATOR[i] : 0;
    }
    return next;
  }
}

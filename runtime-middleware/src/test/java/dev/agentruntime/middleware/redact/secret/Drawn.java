package dev.agentruntime.middleware.redact.secret;

import java.util.Random;

/**
 * Values as providers draw them, made when a test runs: nothing of them is in a file. Stateless.
 */
final class Drawn {
  static final String DIGITS = "0123456789";
  static final String HEX = DIGITS + "abcdef";
  static final String SMALL = DIGITS + "abcdefghijklmnopqrstuvwxyz";
  static final String CAPITAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  static final String ALNUM = SMALL + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  static final String URL_SAFE = ALNUM + "-_";

  private Drawn() {}

  /** The same for the same arguments. */
  static String of(String alphabet, int length) {
    Random random = new Random(length);
    StringBuilder drawn = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      drawn.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return drawn.toString();
  }

  static String uuid() {
    return String.join("-", of(HEX, 8), of(HEX, 4), of(HEX, 4), of(HEX, 4), of(HEX, 12));
  }
}

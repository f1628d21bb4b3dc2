package dev.agentruntime.middleware.internal.pii;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Base58 with a check, as Bitcoin made it: 21 bytes and the first four of their double SHA-256. */
final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final int PAYLOAD = 21;
  private static final int CHECK = 4;

  private Base58() {}

  static boolean isAddress(String text, int start, int length) {
    byte[] decoded = new byte[PAYLOAD + CHECK];
    for (int i = start; i < start + length; i++) {
      int carry = ALPHABET.indexOf(text.charAt(i));
      if (carry < 0) {
        return false;
      }
      for (int j = decoded.length - 1; j >= 0; j--) {
        carry += 58 * (decoded[j] & 0xff);
        decoded[j] = (byte) carry;
        carry >>= 8;
      }
      if (carry != 0) {
        return false;
      }
    }
    MessageDigest sha = sha256();
    sha.update(decoded, 0, PAYLOAD);
    byte[] digest = sha.digest(sha.digest());
    return Arrays.equals(digest, 0, CHECK, decoded, PAYLOAD, PAYLOAD + CHECK);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

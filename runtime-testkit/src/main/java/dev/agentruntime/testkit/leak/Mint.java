package dev.agentruntime.testkit.leak;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes up values. Confined to one thread. */
final class Mint {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
  private static final String ALPHANUMERIC = LETTERS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final String HEX = "0123456789abcdef";
  private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
  private static final int[] ROUTING_WEIGHTS = {3, 7, 1, 3, 7, 1, 3, 7, 1};

  private final SplittableRandom random;

  Mint(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** One of each type. */
  List<Canary> all() {
    return List.of(
        canary("EMAIL", email(), "Write to %s today."),
        canary("PHONE", "+44 7400 " + digits(6), "Call %s tonight."),
        canary("CARD", card(), "The card is %s today."),
        canary("IBAN", iban(), "Pay into IBAN %s today."),
        canary("US_SSN", ssn(), "His SSN is %s today."),
        canary("NATIONAL_ID", dni(), "Her DNI is %s today."),
        canary("IP", octet() + "." + octet() + "." + octet() + "." + octet(), "Ping %s once."),
        canary("MAC", mac(), "The card's address is %s today."),
        canary("CRYPTO", bitcoin(), "Send coins to %s today."),
        canary("URL", url(), "Look at %s today."),
        canary("BIRTH_DATE", birthDate(), "Her date of birth is %s today."),
        canary("PASSPORT", "C" + digits(8), "Passport number: %s today."),
        canary("DRIVING_LICENCE", "D" + digits(7), "Driving licence number: %s today."),
        canary("BANK_ACCOUNT", routing(), "Bank routing number: %s today."),
        canary("TAX_ID", employer(), "Employer identification number (EIN): %s today."),
        canary("MEDICAL_ID", "MRN" + digits(7), "Patient number: %s today."),
        canary("SECRET", "ghp_" + some(36, ALPHANUMERIC), "The token is %s today."),
        canary("PERSON", name() + " " + name(), "Ask %s today."),
        canary("PLACE", name() + "dorfhausen", "He lives in %s today."),
        canary("ORGANISATION", name() + " " + name() + " Ltd", "She works for %s today."));
  }

  private static Canary canary(String type, String value, String sentence) {
    return new Canary(type, value, sentence.replace("%s", value));
  }

  private String some(int length, String from) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(from.charAt(random.nextInt(from.length())));
    }
    return text.toString();
  }

  private String digits(int length) {
    // The first is not a zero, and neighbours differ: numbers of one digit are taken for fillers.
    StringBuilder text = new StringBuilder(length);
    int last = 0;
    for (int i = 0; i < length; i++) {
      last = (last + 1 + random.nextInt(9)) % 10;
      last = i == 0 && last == 0 ? 7 : last;
      text.append(last);
    }
    return text.toString();
  }

  private String name() {
    String word = some(2, "bdfgklmnprstvz") + "x";
    return Character.toUpperCase(word.charAt(0))
        + "o"
        + word.charAt(1)
        + some(1, "aeiou")
        + some(1, "bdfgklmnprstvz")
        + some(1, "aeiou")
        + some(1, "lmnr");
  }

  private String email() {
    return some(7, LETTERS) + "." + some(5, LETTERS) + "@" + some(8, LETTERS) + ".example.org";
  }

  /** Sixteen digits by Luhn, in groups. */
  private String card() {
    String most = "4539" + digits(11);
    int sum = 0;
    for (int i = 0; i < most.length(); i++) {
      int digit = most.charAt(i) - '0';
      int doubled = i % 2 == 0 ? 2 * digit : digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    String number = most + (10 - sum % 10) % 10;
    return number.replaceAll("(\\d{4})(?=\\d)", "$1 ");
  }

  /** German form, remainder 1 by 97. */
  private String iban() {
    String account = digits(18);
    // The letters D and E count as 13 and 14.
    int check = 98 - new BigInteger(account + "131400").mod(BigInteger.valueOf(97)).intValue();
    return "DE" + (check < 10 ? "0" : "") + check + account;
  }

  private String ssn() {
    int area = 101 + random.nextInt(500);
    return area + "-" + (11 + random.nextInt(80)) + "-" + (1001 + random.nextInt(8000));
  }

  private String dni() {
    String number = digits(8);
    return number + DNI_LETTERS.charAt(Integer.parseInt(number) % DNI_LETTERS.length());
  }

  /** Of three digits, neither private nor reserved. */
  private int octet() {
    return 130 + random.nextInt(30);
  }

  private String mac() {
    StringBuilder text = new StringBuilder("a4");
    for (int i = 0; i < 5; i++) {
      text.append(':').append(some(2, HEX));
    }
    return text.toString();
  }

  private String url() {
    return "https://" + some(10, LETTERS) + ".example.org/u/" + some(10, LETTERS);
  }

  private String birthDate() {
    return (1941 + random.nextInt(59))
        + "-"
        + (10 + random.nextInt(3))
        + "-"
        + (10 + random.nextInt(18));
  }

  /** Nine digits whose weighted sum is a multiple of ten. */
  private String routing() {
    String most = "02" + digits(6);
    int sum = 0;
    for (int i = 0; i < most.length(); i++) {
      sum += ROUTING_WEIGHTS[i] * (most.charAt(i) - '0');
    }
    return most + (10 - sum % 10) % 10;
  }

  private String employer() {
    return (20 + random.nextInt(8)) + "-" + digits(7);
  }

  /** An address of the oldest form: a version, twenty bytes, and four of a checksum. */
  private String bitcoin() {
    byte[] payload = new byte[21];
    for (int i = 1; i < payload.length; i++) {
      payload[i] = (byte) random.nextInt(256);
    }
    byte[] check = Arrays.copyOf(sha256(sha256(payload)), 4);
    byte[] whole = ByteBuffer.allocate(25).put(payload).put(check).array();
    StringBuilder text = new StringBuilder();
    BigInteger rest = new BigInteger(1, whole);
    while (rest.signum() > 0) {
      BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(58));
      text.append(BASE58.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    for (int i = 0; i < whole.length && whole[i] == 0; i++) {
      text.append('1');
    }
    return text.reverse().toString();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}

package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells numbers, in JSON's form and in others, from words that begin like one. Stateless. */
final class LooseNumbers {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final Pattern JSON =
      Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

  /** What fits in a long whatever its digits are. */
  private static final int LONG_DIGITS = 18;

  private LooseNumbers() {}

  /** The number a word stands for, or null if it is none. */
  static @Nullable JsonNode read(String word) {
    if (word.length() > JsonDecoder.MAX_NUMBER) {
      return null;
    }
    int sign = word.startsWith("-") || word.startsWith("+") ? 1 : 0;
    String digits = word.substring(sign);
    boolean negative = word.startsWith("-");
    if (digits.isEmpty()) {
      return NODES.numberNode(0);
    }
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      return hex(digits.substring(2), negative);
    }
    String plain = plain(digits);
    return plain == null ? null : decimal(negative ? "-" + plain : plain);
  }

  /** Whether a word is a number exactly as JSON writes it. */
  static boolean isJson(String word) {
    return word.length() <= JsonDecoder.MAX_NUMBER && JSON.matcher(word).matches();
  }

  private static @Nullable JsonNode hex(String digits, boolean negative) {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> Signs.isHex((char) c))) {
      return null;
    }
    BigInteger value = new BigInteger(digits, 16);
    return integer(negative ? value.negate() : value);
  }

  private static JsonNode integer(BigInteger value) {
    if (value.bitLength() < Integer.SIZE) {
      return NODES.numberNode(value.intValue());
    }
    return value.bitLength() < Long.SIZE
        ? NODES.numberNode(value.longValue())
        : NODES.numberNode(value);
  }

  private static @Nullable JsonNode decimal(String number) {
    boolean whole = number.indexOf('.') < 0 && number.indexOf('e') < 0 && number.indexOf('E') < 0;
    if (!whole) {
      try {
        BigDecimal value = new BigDecimal(number);
        // Written, it would be read as a whole number.
        return value.scale() == 0 ? integer(value.unscaledValue()) : NODES.numberNode(value);
      } catch (NumberFormatException | ArithmeticException _) {
        return null; // an exponent beyond what a number may have
      }
    }
    if (number.length() <= LONG_DIGITS) {
      long value = Long.parseLong(number);
      return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }
    return integer(new BigInteger(number));
  }

  /**
   * An unsigned number in JSON's form made of one that may lack digits around its point or after
   * its exponent, or group them; null if it is not one. Leading zeros make a word: they are part of
   * postal codes, telephone numbers and the like, which are none.
   */
  private static @Nullable String plain(String word) {
    int length = word.length();
    int whole = digitsEnd(word, 0);
    String before = ungrouped(word.substring(0, whole));
    if (before == null || (before.length() > 1 && before.charAt(0) == '0')) {
      return null;
    }
    int i = whole;
    String fraction = "";
    boolean point = i < length && word.charAt(i) == '.';
    if (point) {
      int to = digitsEnd(word, i + 1);
      String digits = ungrouped(word.substring(i + 1, to));
      if (digits == null) {
        return null;
      }
      fraction = "." + (digits.isEmpty() ? "0" : digits);
      i = to;
    }
    if (before.isEmpty() && !point) {
      return null;
    }
    String exponent = exponent(word, i);
    return exponent == null ? null : (before.isEmpty() ? "0" : before) + fraction + exponent;
  }

  private static @Nullable String exponent(String word, int from) {
    if (from == word.length()) {
      return "";
    }
    if (Character.toLowerCase(word.charAt(from)) != 'e') {
      return null;
    }
    int i = from + 1;
    String sign = "";
    if (i < word.length() && (word.charAt(i) == '+' || word.charAt(i) == '-')) {
      sign = word.substring(i, i + 1);
      i++;
    }
    for (int k = i; k < word.length(); k++) {
      if (!Signs.isDigit(word.charAt(k))) {
        return null;
      }
    }
    return i == word.length() ? "" : "e" + sign + word.substring(i);
  }

  private static int digitsEnd(String word, int from) {
    int i = from;
    while (i < word.length()
        && (Signs.isDigit(word.charAt(i)) || word.charAt(i) == '_' || word.charAt(i) == ',')) {
      i++;
    }
    return i;
  }

  /** Digits without what groups them, or null if that does not stand between digits. */
  private static @Nullable String ungrouped(String digits) {
    if (digits.indexOf('_') < 0 && digits.indexOf(',') < 0) {
      return digits;
    }
    StringBuilder plain = new StringBuilder(digits.length());
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (Signs.isDigit(c)) {
        plain.append(c);
      } else if (i == 0 || i == digits.length() - 1 || !Signs.isDigit(digits.charAt(i - 1))) {
        return null;
      }
    }
    return plain.toString();
  }
}

package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Numbers by their value, whatever class of node holds them. Stateless. */
final class Numbers {
  /** Longer strings are no number a person would write; identifiers come to mind. */
  private static final int MAX_TEXT = 40;

  private Numbers() {}

  /** Whether a number has no fraction: {@code 3.0} has none. */
  static boolean isIntegral(JsonNode number) {
    if (number.isIntegralNumber()) {
      return true;
    }
    if (number.isDouble() || number.isFloat()) {
      double value = number.doubleValue();
      return Double.isFinite(value) && value == Math.rint(value);
    }
    BigDecimal decimal = number.decimalValue();
    return decimal.scale() <= 0 || decimal.stripTrailingZeros().scale() <= 0;
  }

  /** The value, or null if it is not finite. */
  static @Nullable BigDecimal exact(JsonNode number) {
    boolean infinite =
        (number.isDouble() || number.isFloat()) && !Double.isFinite(number.doubleValue());
    return infinite ? null : number.decimalValue();
  }

  static boolean equal(JsonNode one, JsonNode other) {
    if (isLong(one) && isLong(other)) {
      return one.longValue() == other.longValue();
    }
    BigDecimal first = exact(one);
    BigDecimal second = exact(other);
    return first != null && second != null && first.compareTo(second) == 0;
  }

  static boolean isLong(JsonNode number) {
    return number.isInt() || number.isLong();
  }

  /** The number a text is, if it is written the way JSON writes numbers, else null. */
  static @Nullable JsonNode parse(String text) {
    if (text.isEmpty() || text.length() > MAX_TEXT || !isJsonNumber(text)) {
      return null;
    }
    BigDecimal decimal;
    try {
      decimal = new BigDecimal(text);
    } catch (NumberFormatException _) {
      return null; // an exponent no computer can hold
    }
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    boolean integral = decimal.scale() <= 0 || decimal.stripTrailingZeros().scale() <= 0;
    boolean small = (long) decimal.precision() - decimal.scale() <= 18;
    if (!integral || !small) {
      return nodes.numberNode(decimal);
    }
    long value = decimal.longValueExact();
    return value == (int) value ? nodes.numberNode((int) value) : nodes.numberNode(value);
  }

  private static boolean isJsonNumber(String text) {
    int i = text.charAt(0) == '-' ? 1 : 0;
    int whole = digits(text, i);
    if (whole == i || (whole - i > 1 && text.charAt(i) == '0')) {
      return false; // a leading zero is a sign of an identifier
    }
    i = whole;
    if (i < text.length() && text.charAt(i) == '.') {
      int fraction = digits(text, i + 1);
      if (fraction == i + 1) {
        return false;
      }
      i = fraction;
    }
    if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
      int sign = i + 1;
      boolean signed =
          sign < text.length() && (text.charAt(sign) == '-' || text.charAt(sign) == '+');
      int exponent = digits(text, signed ? sign + 1 : sign);
      if (exponent == (signed ? sign + 1 : sign)) {
        return false;
      }
      i = exponent;
    }
    return i == text.length();
  }

  private static int digits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }
}

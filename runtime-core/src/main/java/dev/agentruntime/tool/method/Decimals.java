package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.schema.Violation.Code;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads numbers that may have a fraction, and whole numbers of any size. */
final class Decimals implements ValueReader {
  /**
   * Digits before or after the point that a number may have when written out. A short text such as
   * {@code 1e999999999} stands for a number that fills the memory of whoever computes with it; no
   * tool needs a thousandth of this.
   */
  static final int MAX_DIGITS = 1000;

  private final Kind kind;

  Decimals(Kind kind) {
    this.kind = kind;
  }

  @Override
  public Object read(JsonNode node) {
    if (!node.isNumber()) {
      return Found.instead(kind.words, node);
    }
    return switch (kind) {
      case DOUBLE -> finite(node.doubleValue());
      case FLOAT -> finite(node.floatValue());
      case DECIMAL -> exact(node);
      case INTEGER -> integer(node);
    };
  }

  private static Object finite(double value) {
    return Double.isFinite(value) ? value : outOfRange();
  }

  private static Object finite(float value) {
    return Float.isFinite(value) ? value : outOfRange();
  }

  private static Object exact(JsonNode node) {
    BigDecimal decimal = bounded(node);
    return decimal == null ? tooLong() : decimal;
  }

  private static Object integer(JsonNode node) {
    if (node.isInt() || node.isLong()) {
      return node.bigIntegerValue();
    }
    BigDecimal decimal = bounded(node);
    if (decimal == null) {
      return tooLong();
    }
    return integral(decimal) ? decimal.toBigInteger() : Found.instead(Kind.INTEGER.words, node);
  }

  private static Invalid outOfRange() {
    return Invalid.because(Code.BOUNDS, "must be a number that fits its type, was out of range");
  }

  private static Invalid tooLong() {
    return Invalid.because(
        Code.BOUNDS, "must be a number of at most " + MAX_DIGITS + " digits, was longer");
  }

  /** The number, or null if it is not finite or has too many digits to be worked with. */
  static @Nullable BigDecimal bounded(JsonNode node) {
    if (!Double.isFinite(node.doubleValue()) && (node.isDouble() || node.isFloat())) {
      return null;
    }
    BigDecimal decimal = node.decimalValue();
    long before = (long) decimal.precision() - decimal.scale();
    return before > MAX_DIGITS || decimal.scale() > MAX_DIGITS ? null : decimal;
  }

  /** Whether a bounded number has no fraction. */
  static boolean integral(BigDecimal decimal) {
    return decimal.scale() <= 0 || decimal.stripTrailingZeros().scale() <= 0;
  }

  /** What the Java type can hold. */
  enum Kind {
    FLOAT("a number"),
    DOUBLE("a number"),
    DECIMAL("a number"),
    INTEGER("an integer");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }
}

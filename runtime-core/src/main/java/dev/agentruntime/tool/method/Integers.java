package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.schema.Violation.Code;
import java.math.BigDecimal;

/**
 * Reads whole numbers of a fixed width. A number such as {@code 1.0} is whole; a string such as
 * {@code "1"} is no number.
 */
final class Integers implements ValueReader {
  private final Width width;

  Integers(Width width) {
    this.width = width;
  }

  @Override
  public Object read(JsonNode node) {
    if (node.isInt() || node.isLong()) {
      return fit(node.longValue());
    }
    if (!node.isNumber()) {
      return Found.instead("an integer", node);
    }
    BigDecimal decimal = Decimals.bounded(node);
    if (decimal == null) {
      return outOfRange();
    }
    if (!Decimals.integral(decimal)) {
      return Found.instead("an integer", node);
    }
    try {
      return fit(decimal.longValueExact());
    } catch (ArithmeticException _) {
      return outOfRange();
    }
  }

  private Object fit(long value) {
    return value < width.min || value > width.max ? outOfRange() : width.box(value);
  }

  private Invalid outOfRange() {
    return Invalid.because(
        Code.BOUNDS,
        "must be an integer from " + width.min + " to " + width.max + ", was out of range");
  }

  /** How wide the Java type is. */
  enum Width {
    BYTE(Byte.MIN_VALUE, Byte.MAX_VALUE),
    SHORT(Short.MIN_VALUE, Short.MAX_VALUE),
    INT(Integer.MIN_VALUE, Integer.MAX_VALUE),
    LONG(Long.MIN_VALUE, Long.MAX_VALUE);

    final long min;
    final long max;

    Width(long min, long max) {
      this.min = min;
      this.max = max;
    }

    Object box(long value) {
      return switch (this) {
        case BYTE -> (byte) value;
        case SHORT -> (short) value;
        case INT -> (int) value;
        case LONG -> value;
      };
    }
  }
}

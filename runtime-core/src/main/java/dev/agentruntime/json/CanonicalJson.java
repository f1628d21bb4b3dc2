package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/**
 * One text for all ways to write the same JSON value, and a cheap way to tell whether two values
 * are the same.
 *
 * <p>The form follows RFC 8785 but for numbers, which are taken as decimals and lose no digit: no
 * blanks; properties sorted by the UTF-16 code units of their names; strings with the shortest
 * escapes and Unicode as it is; {@code 1}, {@code 1.0} and {@code 1e0} are all {@code 1}, and
 * {@code -0} is {@code 0}. Half of a surrogate pair, which no encoding can carry, is written as its
 * escape, so that no two strings ever share a text. The form is stable: what was digested once is
 * digested the same by a later version.
 *
 * <p>Values that JSON does not have – NaN, infinities, missing nodes, Java objects in a tree – are
 * refused with an {@link IllegalArgumentException} that says the kind and nothing of the value.
 *
 * <p>Stateless; safe for use by many threads. Recurses as deep as the value is nested, which {@link
 * JsonDecoder} bounds.
 */
public final class CanonicalJson {
  /** Integers of up to this many digits are written out; every {@code long} is among them. */
  private static final int PLAIN_DIGITS = 19;

  private static final String HEX = "0123456789abcdef";

  // Tell the kinds of values apart in fingerprints; any odd numbers would do.
  private static final int OBJECT_SEED = 0x3c6ef373;
  private static final int ARRAY_SEED = 0x5bd1e995;
  private static final int NULL_HASH = 0x27d4eb2f;

  private CanonicalJson() {}

  /**
   * The canonical text of a value.
   *
   * @param value any JSON value
   * @return JSON text
   * @throws IllegalArgumentException if the tree holds something that is not JSON
   */
  public static String text(JsonNode value) {
    StringBuilder text = new StringBuilder();
    write(value, text);
    return text.toString();
  }

  /**
   * Appends the canonical text of a value.
   *
   * @param value any JSON value
   * @param text where to
   * @throws IllegalArgumentException if the tree holds something that is not JSON; the text may
   *     then end anywhere
   */
  public static void write(JsonNode value, StringBuilder text) {
    write(value, new CharSink.OfText(text));
  }

  /**
   * A number that is the same for equal values, whatever the order of their properties and the way
   * their numbers are written. Different values may share one, by accident or because somebody
   * wants them to: confirm with {@link #same}. Allocates next to nothing.
   *
   * @param value any JSON value
   * @return a hash; not stable over versions, not to be stored
   * @throws IllegalArgumentException if the tree holds something that is not JSON
   */
  public static int fingerprint(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> {
        int sum = OBJECT_SEED; // a sum, since properties have no order
        for (Map.Entry<String, JsonNode> property : value.properties()) {
          sum += mixed(property.getKey().hashCode() * 31 + fingerprint(property.getValue()));
        }
        yield mixed(sum);
      }
      case ARRAY -> {
        int hash = ARRAY_SEED;
        for (int i = 0; i < value.size(); i++) {
          hash = 31 * hash + fingerprint(value.get(i));
        }
        yield mixed(hash);
      }
      case NUMBER -> mixed(Double.hashCode(nearestDouble(value)));
      case STRING, BINARY -> value.asText().hashCode();
      case BOOLEAN -> Boolean.hashCode(value.booleanValue());
      case NULL -> NULL_HASH;
      case MISSING, POJO -> throw notJson(value.getNodeType().name());
    };
  }

  /** The same for equal decimals; that others share it does no harm. */
  private static double nearestDouble(JsonNode number) {
    double nearest =
        number.isBigDecimal() || isWhole(number)
            ? number.doubleValue()
            : decimal(number).doubleValue();
    return nearest + 0.0; // makes one zero of the two
  }

  /** Spreads each bit of a hash over all others. */
  private static int mixed(int hash) {
    int spread = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    spread = (spread ^ (spread >>> 13)) * 0xc2b2ae35;
    return spread ^ (spread >>> 16);
  }

  /**
   * Whether two values are the same: have the same canonical text. Writes neither.
   *
   * @param one a JSON value
   * @param other a JSON value
   * @return true if they differ at most in the order of properties and the way of writing
   * @throws IllegalArgumentException if a tree holds something that is not JSON
   */
  @SuppressWarnings("ReferenceEquality") // a short cut for the very same tree
  public static boolean same(JsonNode one, JsonNode other) {
    if (one == other) {
      return true;
    }
    return switch (one.getNodeType()) {
      case OBJECT -> other.isObject() && sameProperties(one, other);
      case ARRAY -> other.isArray() && sameElements(one, other);
      case NUMBER -> other.isNumber() && sameNumber(one, other);
      case STRING, BINARY ->
          (other.isTextual() || other.isBinary()) && one.asText().equals(other.asText());
      case BOOLEAN -> other.isBoolean() && one.booleanValue() == other.booleanValue();
      case NULL -> other.isNull();
      case MISSING, POJO -> throw notJson(one.getNodeType().name());
    };
  }

  private static boolean sameProperties(JsonNode one, JsonNode other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> property : one.properties()) {
      JsonNode value = other.get(property.getKey());
      if (value == null || !same(property.getValue(), value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameElements(JsonNode one, JsonNode other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!same(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameNumber(JsonNode one, JsonNode other) {
    if (isWhole(one) && isWhole(other)) {
      return one.longValue() == other.longValue();
    }
    return decimal(one).compareTo(decimal(other)) == 0;
  }

  static void write(JsonNode value, CharSink out) {
    switch (value.getNodeType()) {
      case OBJECT -> writeObject((ObjectNode) value, out);
      case ARRAY -> {
        out.put('[');
        for (int i = 0; i < value.size(); i++) {
          if (i > 0) {
            out.put(',');
          }
          write(value.get(i), out);
        }
        out.put(']');
      }
      case NUMBER -> out.put(number(value));
      case STRING, BINARY -> writeString(value.asText(), out);
      case BOOLEAN -> out.put(value.booleanValue() ? "true" : "false");
      case NULL -> out.put("null");
      case MISSING, POJO -> throw notJson(value.getNodeType().name());
    }
  }

  private static void writeObject(ObjectNode object, CharSink out) {
    String[] names = new String[object.size()];
    Iterator<String> given = object.fieldNames();
    for (int i = 0; i < names.length; i++) {
      names[i] = given.next();
    }
    Arrays.sort(names);
    out.put('{');
    for (int i = 0; i < names.length; i++) {
      if (i > 0) {
        out.put(',');
      }
      writeString(names[i], out);
      out.put(':');
      write(object.get(names[i]), out);
    }
    out.put('}');
  }

  private static void writeString(String text, CharSink out) {
    out.put('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.put('\\');
        out.put(c);
      } else if (c < ' ') {
        writeControl(c, out);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.put(c);
        out.put(text.charAt(++i));
      } else if (Character.isSurrogate(c)) {
        writeEscape(c, out);
      } else {
        out.put(c);
      }
    }
    out.put('"');
  }

  private static void writeControl(char c, CharSink out) {
    switch (c) {
      case '\b' -> out.put("\\b");
      case '\t' -> out.put("\\t");
      case '\n' -> out.put("\\n");
      case '\f' -> out.put("\\f");
      case '\r' -> out.put("\\r");
      default -> writeEscape(c, out);
    }
  }

  private static void writeEscape(char c, CharSink out) {
    out.put("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.put(HEX.charAt((c >> shift) & 0xf));
    }
  }

  private static String number(JsonNode value) {
    if (isWhole(value)) {
      return Long.toString(value.longValue());
    }
    BigDecimal exact = decimal(value);
    if (exact.signum() == 0) {
      return "0";
    }
    BigDecimal shortest;
    try {
      shortest = exact.stripTrailingZeros();
    } catch (ArithmeticException _) {
      return exact.toString(); // an exponent beyond what a decimal can hold without its zeros
    }
    boolean plain =
        shortest.scale() <= 0 && (long) shortest.precision() - shortest.scale() <= PLAIN_DIGITS;
    return plain ? shortest.toPlainString() : shortest.toString();
  }

  private static boolean isWhole(JsonNode number) {
    return switch (number.numberType()) {
      case INT, LONG -> true;
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> false;
    };
  }

  private static BigDecimal decimal(JsonNode number) {
    if (number.isFloat() || number.isDouble()) {
      double binary = number.doubleValue();
      if (Double.isNaN(binary) || Double.isInfinite(binary)) {
        throw notJson("number that is not finite");
      }
      return number.isFloat()
          ? new BigDecimal(Float.toString(number.floatValue()))
          : BigDecimal.valueOf(binary);
    }
    return number.decimalValue();
  }

  private static IllegalArgumentException notJson(String kind) {
    return new IllegalArgumentException(
        "only JSON has a canonical form, but the tree holds a " + kind.toLowerCase(Locale.ROOT));
  }
}

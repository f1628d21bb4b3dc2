package dev.agentruntime.middleware.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a condition asks of one value that is there: neither absent, nor null, nor an array. Typed:
 * a value of another kind is undecidable, never just different. Immutable.
 */
sealed interface ValueTest {

  /** Whether it holds. */
  Truth of(JsonNode value);

  /** The number a value is, or null if it is none that can be compared. */
  private static @Nullable BigDecimal number(JsonNode value) {
    boolean finite = !(value.isFloat() || value.isDouble()) || Double.isFinite(value.doubleValue());
    return value.isNumber() && finite ? value.decimalValue() : null;
  }

  /** The value is there. */
  record Present() implements ValueTest {
    @Override
    public Truth of(JsonNode value) {
      return Truth.YES;
    }

    @Override
    public String toString() {
      return "is present";
    }
  }

  /** The value is one of these texts, to the letter. */
  record OneOf(Set<String> texts) implements ValueTest {
    public OneOf {
      texts = Set.copyOf(texts);
    }

    @Override
    public Truth of(JsonNode value) {
      return value.isTextual() ? Truth.of(texts.contains(value.textValue())) : Truth.UNDECIDABLE;
    }

    @Override
    public String toString() {
      return "is one of " + texts.stream().sorted().toList();
    }
  }

  /** The value is this truth value. */
  record Is(boolean expected) implements ValueTest {
    @Override
    public Truth of(JsonNode value) {
      return value.isBoolean() ? Truth.of(value.booleanValue() == expected) : Truth.UNDECIDABLE;
    }

    @Override
    public String toString() {
      return "is " + expected;
    }
  }

  /** The text begins with one of these. */
  record Prefix(List<String> prefixes) implements ValueTest {
    public Prefix {
      prefixes = List.copyOf(prefixes);
    }

    @Override
    public Truth of(JsonNode value) {
      if (!value.isTextual()) {
        return Truth.UNDECIDABLE;
      }
      for (String prefix : prefixes) {
        if (value.textValue().startsWith(prefix)) {
          return Truth.YES;
        }
      }
      return Truth.NO;
    }

    @Override
    public String toString() {
      return "starts with one of " + prefixes;
    }
  }

  /** The number lies between two bounds, both included; null is no bound on that side. */
  record Range(@Nullable BigDecimal least, @Nullable BigDecimal most) implements ValueTest {
    @Override
    public Truth of(JsonNode value) {
      BigDecimal number = number(value);
      if (number == null) {
        return Truth.UNDECIDABLE;
      }
      return Truth.of(
          (least == null || number.compareTo(least) >= 0)
              && (most == null || number.compareTo(most) <= 0));
    }

    @Override
    public String toString() {
      return (least == null ? "is" : "is at least " + least.toPlainString())
          + (least == null || most == null ? "" : " and")
          + (most == null ? "" : " at most " + most.toPlainString());
    }
  }

  /** The number is greater than a bound. */
  record Above(BigDecimal bound) implements ValueTest {
    @Override
    public Truth of(JsonNode value) {
      BigDecimal number = number(value);
      return number == null ? Truth.UNDECIDABLE : Truth.of(number.compareTo(bound) > 0);
    }

    @Override
    public String toString() {
      return "is above " + bound.toPlainString();
    }
  }

  /** The text is a URL of one of these hosts. */
  record Host(List<HostPattern> hosts) implements ValueTest {
    public Host {
      hosts = List.copyOf(hosts);
    }

    @Override
    public Truth of(JsonNode value) {
      String host = value.isTextual() ? HostPattern.hostOf(value.textValue()) : null;
      if (host == null) {
        return Truth.UNDECIDABLE;
      }
      for (HostPattern pattern : hosts) {
        if (pattern.matches(host)) {
          return Truth.YES;
        }
      }
      return Truth.NO;
    }

    @Override
    public String toString() {
      return "is a URL of " + hosts;
    }
  }

  /** The text is a path in one of these directories, or one of them. */
  record Under(List<PlainPath> roots) implements ValueTest {
    public Under {
      roots = List.copyOf(roots);
    }

    @Override
    public Truth of(JsonNode value) {
      PlainPath path = value.isTextual() ? PlainPath.read(value.textValue()) : null;
      if (path == null) {
        return Truth.UNDECIDABLE;
      }
      boolean comparable = false;
      for (PlainPath root : roots) {
        if (path.isUnder(root)) {
          return Truth.YES;
        }
        comparable |= path.absolute() == root.absolute();
      }
      return comparable ? Truth.NO : Truth.UNDECIDABLE;
    }

    @Override
    public String toString() {
      return "is a path under " + roots;
    }
  }
}

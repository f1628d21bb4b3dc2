package dev.agentruntime.middleware.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a value must be, in words and as a reader.
 *
 * @param words such as {@code an integer of at least 1}
 * @param reader the value, or empty if it is anything else
 */
record ValueType<T>(String words, Function<JsonNode, Optional<T>> reader) {
  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");

  /** A bare number would need a unit that everybody has to look up. */
  static final ValueType<Duration> DURATION =
      new ValueType<>(
          "a duration of more than zero, such as \"500ms\", \"30s\" or \"PT30S\"",
          node -> duration(node).filter(Duration::isPositive));

  static final ValueType<Duration> DURATION_OR_ZERO =
      new ValueType<>(
          "a duration of zero or more, such as \"0s\", \"30s\" or \"PT30S\"",
          node -> duration(node).filter(time -> !time.isNegative()));

  static final ValueType<String> TEXT =
      new ValueType<>(
          "a text that is not blank", node -> text(node).filter(value -> !value.isBlank()));

  static final ValueType<Boolean> FLAG =
      new ValueType<>(
          "true or false",
          node -> node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty());

  static final ValueType<BigDecimal> NUMBER =
      new ValueType<>(
          "a number",
          node -> node.isNumber() ? Optional.of(node.decimalValue()) : Optional.empty());

  static final ValueType<Double> SHARE =
      new ValueType<>(
          "a number from 0 to 1",
          node ->
              node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= 1
                  ? Optional.of(node.doubleValue())
                  : Optional.empty());

  static ValueType<Integer> atLeast(int least) {
    return new ValueType<>(
        "an integer from " + least + " to " + Integer.MAX_VALUE,
        node ->
            node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= least
                ? Optional.of(node.intValue())
                : Optional.empty());
  }

  /** The greatest long of all stands for "no limit" elsewhere. */
  static ValueType<Long> amount(long least) {
    return new ValueType<>(
        "an integer from " + least + " to " + (Long.MAX_VALUE - 1),
        node ->
            node.isIntegralNumber()
                    && node.canConvertToLong()
                    && node.longValue() >= least
                    && node.longValue() < Long.MAX_VALUE
                ? Optional.of(node.longValue())
                : Optional.empty());
  }

  static <T> ValueType<T> oneOf(Map<String, T> choices) {
    return new ValueType<>(
        "one of " + choices.keySet().stream().sorted().map(name -> '"' + name + '"').toList(),
        node -> text(node).flatMap(name -> Optional.ofNullable(choices.get(name))));
  }

  private static Optional<String> text(JsonNode node) {
    return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
  }

  private static Optional<Duration> duration(JsonNode node) {
    return text(node).flatMap(ValueType::duration);
  }

  private static Optional<Duration> duration(String text) {
    Matcher amount = AMOUNT.matcher(text);
    try {
      if (!amount.matches()) {
        return text.startsWith("P") ? Optional.of(Duration.parse(text)) : Optional.empty();
      }
      long count = Long.parseLong(amount.group(1));
      return Optional.of(
          switch (amount.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          });
    } catch (DateTimeException | ArithmeticException _) {
      return Optional.empty();
    }
  }
}

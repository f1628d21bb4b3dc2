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
 * @param kind such as {@code an integer}
 * @param bound such as {@code of at least 1}; empty if every value of the kind is good
 * @param example in words, to follow the bound in messages; empty if none is needed
 * @param reader the value, or empty if it is anything else
 */
record ValueType<T>(
    String kind, String bound, String example, Function<JsonNode, Optional<T>> reader) {
  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
  private static final String A_DURATION = "a duration";
  private static final String AN_INTEGER = "an integer";
  private static final String A_NUMBER = "a number";
  private static final String DURATIONS = ", such as \"500ms\", \"30s\" or \"PT30S\"";

  /** A bare number would need a unit that everybody has to look up. */
  static final ValueType<Duration> DURATION =
      new ValueType<>(
          A_DURATION,
          "of more than zero",
          DURATIONS,
          node -> duration(node).filter(Duration::isPositive));

  static final ValueType<Duration> DURATION_OR_ZERO =
      new ValueType<>(
          A_DURATION,
          "of zero or more",
          DURATIONS,
          node -> duration(node).filter(time -> !time.isNegative()));

  static final ValueType<String> TEXT =
      new ValueType<>(
          "a text", "that is not blank", "", node -> text(node).filter(value -> !value.isBlank()));

  static final ValueType<Boolean> FLAG =
      new ValueType<>(
          "true or false",
          "",
          "",
          node -> node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty());

  static final ValueType<BigDecimal> NUMBER = new ValueType<>(A_NUMBER, "", "", ValueType::number);

  static final ValueType<BigDecimal> NUMBER_OR_ZERO =
      new ValueType<>(
          A_NUMBER, "of zero or more", "", node -> number(node).filter(n -> n.signum() >= 0));

  static final ValueType<BigDecimal> NUMBER_ABOVE_ZERO =
      new ValueType<>(
          A_NUMBER, "of more than zero", "", node -> number(node).filter(n -> n.signum() > 0));

  static final ValueType<Double> SHARE =
      new ValueType<>(
          A_NUMBER,
          "from 0 to 1",
          "",
          node ->
              node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= 1
                  ? Optional.of(node.doubleValue())
                  : Optional.empty());

  static final ValueType<Object> TEXT_OR_INTEGER =
      new ValueType<>(
          "a text or an integer",
          "of 64 bits",
          "",
          node ->
              node.isIntegralNumber() && node.canConvertToLong()
                  ? Optional.of(node.longValue())
                  : text(node).map(Object.class::cast));

  /** How the value is described where it is wrong. */
  String words() {
    return (bound.isEmpty() ? kind : kind + " " + bound) + example;
  }

  static ValueType<Integer> atLeast(int least) {
    return between(least, Integer.MAX_VALUE);
  }

  static ValueType<Integer> between(int least, int most) {
    return new ValueType<>(
        AN_INTEGER,
        "from " + least + " to " + most,
        "",
        node ->
            node.isIntegralNumber()
                    && node.canConvertToInt()
                    && node.intValue() >= least
                    && node.intValue() <= most
                ? Optional.of(node.intValue())
                : Optional.empty());
  }

  /** The greatest long of all stands for "no limit" elsewhere. */
  static ValueType<Long> amount(long least) {
    return new ValueType<>(
        AN_INTEGER,
        "from " + least + " to " + (Long.MAX_VALUE - 1),
        "",
        node ->
            node.isIntegralNumber()
                    && node.canConvertToLong()
                    && node.longValue() >= least
                    && node.longValue() < Long.MAX_VALUE
                ? Optional.of(node.longValue())
                : Optional.empty());
  }

  static ValueType<Duration> upTo(Duration most) {
    return new ValueType<>(
        A_DURATION,
        "of more than zero and at most " + most,
        DURATIONS,
        node -> duration(node).filter(time -> time.isPositive() && time.compareTo(most) <= 0));
  }

  /** The infinities and what is no number can be written in TOML, too. */
  private static Optional<BigDecimal> number(JsonNode node) {
    return node.isNumber() && Double.isFinite(node.doubleValue())
        ? Optional.of(node.decimalValue())
        : Optional.empty();
  }

  static <T> ValueType<T> oneOf(Map<String, T> choices) {
    return new ValueType<>(
        "one of",
        choices.keySet().stream().sorted().map(name -> '"' + name + '"').toList().toString(),
        "",
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

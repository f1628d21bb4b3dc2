package dev.agentruntime.middleware.model;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * What a model's tokens cost, per million, in the currency of the {@link PriceTable} it is in.
 * Immutable.
 *
 * @param input per million input tokens that were not cached
 * @param cachedInput per million input tokens the provider had cached
 * @param output per million output tokens
 */
public record Price(BigDecimal input, BigDecimal cachedInput, BigDecimal output) {
  private static final int MILLION_DIGITS = 6;

  /** Checks the components. */
  public Price {
    notNegative("input", input);
    notNegative("cachedInput", cachedInput);
    notNegative("output", output);
  }

  /**
   * A price without a discount for cached tokens.
   *
   * @param input per million input tokens, such as {@code "2.50"}
   * @param output per million output tokens
   * @return a new price
   */
  public static Price perMillion(String input, String output) {
    return perMillion(input, input, output);
  }

  /**
   * A price.
   *
   * @param input per million input tokens that were not cached, such as {@code "2.50"}
   * @param cachedInput per million input tokens the provider had cached
   * @param output per million output tokens
   * @return a new price
   */
  public static Price perMillion(String input, String cachedInput, String output) {
    return new Price(new BigDecimal(input), new BigDecimal(cachedInput), new BigDecimal(output));
  }

  /**
   * What some tokens cost, exactly: nothing is rounded.
   *
   * @param tokens the tokens
   * @return zero or more
   */
  public BigDecimal of(TokenCounts tokens) {
    return tokens
        .uncachedInput()
        .multiply(input)
        .add(BigDecimal.valueOf(tokens.cachedInput()).multiply(cachedInput))
        .add(BigDecimal.valueOf(tokens.output()).multiply(output))
        .movePointLeft(MILLION_DIGITS);
  }

  private static void notNegative(String key, BigDecimal value) {
    if (Objects.requireNonNull(value, key).signum() < 0) {
      throw new IllegalArgumentException("price " + key + " must not be negative, was " + value);
    }
  }
}

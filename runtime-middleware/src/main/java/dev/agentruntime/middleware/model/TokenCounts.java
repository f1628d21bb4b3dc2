package dev.agentruntime.middleware.model;

import java.math.BigDecimal;

/**
 * How many tokens a request took, in the sense prices are given in. Immutable.
 *
 * @param input all tokens sent to the model, cached ones included
 * @param cachedInput those of them the provider had in its cache
 * @param output all tokens the model produced, those of its reasoning included
 * @param reasoning those of them it reasoned with
 */
public record TokenCounts(long input, long cachedInput, long output, long reasoning) {
  /** No tokens. */
  public static final TokenCounts NONE = new TokenCounts(0, 0, 0, 0);

  /** Checks the components. */
  public TokenCounts {
    if (input < 0 || output < 0) {
      throw new IllegalArgumentException(
          "tokens must not be negative, were " + input + " input, " + output + " output");
    }
    if (cachedInput < 0 || cachedInput > input) {
      throw new IllegalArgumentException(
          "cached input must be between 0 and the input, " + input + ", was " + cachedInput);
    }
    if (reasoning < 0 || reasoning > output) {
      throw new IllegalArgumentException(
          "reasoning must be between 0 and the output, " + output + ", was " + reasoning);
    }
  }

  /**
   * Counts of a provider that tells nothing of caches and reasoning.
   *
   * @param input tokens sent to the model
   * @param output tokens the model produced
   * @return new counts
   */
  public static TokenCounts of(long input, long output) {
    return new TokenCounts(input, 0, output, 0);
  }

  /**
   * Both together.
   *
   * @param other other counts
   * @return the sums
   * @throws ArithmeticException if a sum is too large for a long
   */
  public TokenCounts plus(TokenCounts other) {
    return new TokenCounts(
        Math.addExact(input, other.input),
        Math.addExact(cachedInput, other.cachedInput),
        Math.addExact(output, other.output),
        Math.addExact(reasoning, other.reasoning));
  }

  /**
   * Input and output together.
   *
   * @return the sum
   */
  public long total() {
    return Math.addExact(input, output);
  }

  BigDecimal uncachedInput() {
    return BigDecimal.valueOf(input - cachedInput);
  }

  @Override
  public String toString() {
    return input
        + " in"
        + (cachedInput == 0 ? "" : " (" + cachedInput + " cached)")
        + ", "
        + output
        + " out"
        + (reasoning == 0 ? "" : " (" + reasoning + " reasoning)");
  }
}

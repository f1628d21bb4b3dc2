package dev.agentruntime.middleware.model;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much may be used before no further request is sent. Checked before each request against what
 * was used by then, so requests under way together may take the total past it by what they use; the
 * next is refused.
 *
 * <p>What is not known is not taken for nothing. Once an answer came without a report of its
 * tokens, no further request is sent under either bound, so streaming clients must be told to ask
 * for the report. Under a bound on cost, a request to a model of unknown price is refused.
 * Immutable.
 */
public final class UsageBudget {
  private final @Nullable BigDecimal cost;
  private final @Nullable Long tokens;

  private UsageBudget(@Nullable BigDecimal cost, @Nullable Long tokens) {
    this.cost = cost;
    this.tokens = tokens;
  }

  /**
   * A bound on cost.
   *
   * @param amount in the currency of the price table, more than zero
   * @return a new budget
   * @throws IllegalArgumentException if the amount is zero or negative
   */
  public static UsageBudget ofCost(BigDecimal amount) {
    return new UsageBudget(positive(amount), null);
  }

  /**
   * A bound on tokens, input and output together.
   *
   * @param tokens more than zero
   * @return a new budget
   * @throws IllegalArgumentException if the number is zero or negative
   */
  public static UsageBudget ofTokens(long tokens) {
    if (tokens <= 0) {
      throw new IllegalArgumentException("budget of tokens must be positive, was " + tokens);
    }
    return new UsageBudget(null, tokens);
  }

  /**
   * This budget with a bound on cost as well.
   *
   * @param amount in the currency of the price table, more than zero
   * @return a new budget
   * @throws IllegalArgumentException if the amount is zero or negative
   */
  public UsageBudget andCost(BigDecimal amount) {
    return new UsageBudget(positive(amount), tokens);
  }

  private static BigDecimal positive(BigDecimal amount) {
    if (Objects.requireNonNull(amount, "amount").signum() <= 0) {
      throw new IllegalArgumentException("budget of cost must be positive, was " + amount);
    }
    return amount;
  }

  boolean boundsCost() {
    return cost != null;
  }

  /** Why nothing more may be asked; null if something may. */
  @Nullable String refusal(UsageTotals used) {
    if (used.unreported() > 0) {
      return used.unreported() + " answers came without a report of their tokens";
    }
    if (cost != null && used.unpriced() > 0) {
      return used.unpriced() + " answers came from models of unknown price";
    }
    if (cost != null && used.cost().compareTo(cost) >= 0) {
      return "cost is " + used.cost().toPlainString() + " of " + cost.toPlainString();
    }
    if (tokens != null && used.tokens().total() >= tokens) {
      return "tokens are " + used.tokens().total() + " of " + tokens;
    }
    return null;
  }

  @Override
  public String toString() {
    return (cost == null ? "" : "cost " + cost.toPlainString())
        + (cost == null || tokens == null ? "" : " and ")
        + (tokens == null ? "" : tokens + " tokens");
  }
}

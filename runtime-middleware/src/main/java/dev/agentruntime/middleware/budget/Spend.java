package dev.agentruntime.middleware.budget;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/**
 * So much of each {@link Quantity}; integers, so that sums are exact. Immutable.
 *
 * <p>An amount is zero or more. What does not fit a {@code long} is refused rather than wrapped.
 */
public final class Spend {
  private static final int QUANTITIES = Quantity.count();

  /** Nothing. */
  public static final Spend NOTHING = new Spend(new long[QUANTITIES]);

  /** One tool call, and nothing known of what else it takes. */
  public static final Spend ONE_CALL = NOTHING.andCalls(1);

  /** By index of the quantity; never written after construction. */
  private final long[] amounts;

  private Spend(long[] amounts) {
    this.amounts = amounts;
  }

  /**
   * So many tool calls more.
   *
   * @param calls zero or more
   * @return a copy
   */
  public Spend andCalls(long calls) {
    return and(Quantity.CALLS, calls);
  }

  /**
   * So many tokens more.
   *
   * @param tokens zero or more
   * @return a copy
   */
  public Spend andTokens(long tokens) {
    return and(Quantity.TOKENS, tokens);
  }

  /**
   * So much money more.
   *
   * @param micros millionths of the currency unit, zero or more
   * @return a copy
   */
  public Spend andCost(long micros) {
    return and(Quantity.COST, micros);
  }

  /**
   * So much active time more.
   *
   * @param time zero or more
   * @return a copy
   */
  public Spend andActiveTime(Duration time) {
    return and(Quantity.ACTIVE_TIME, Objects.requireNonNull(time, "time").toNanos());
  }

  private Spend and(Quantity quantity, long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException(
          "amount of " + quantity.unit() + " must not be negative, was " + amount);
    }
    long[] more = amounts.clone();
    more[quantity.index()] = Math.addExact(more[quantity.index()], amount);
    return new Spend(more);
  }

  /**
   * How much of one quantity.
   *
   * @param quantity which
   * @return zero or more
   */
  public long of(Quantity quantity) {
    return amounts[quantity.index()];
  }

  long at(int quantity) {
    return amounts[quantity];
  }

  static Spend of(long[] amounts) {
    return new Spend(amounts.clone());
  }

  /**
   * Both together.
   *
   * @param other another spend
   * @return the sums
   */
  public Spend plus(Spend other) {
    long[] sums = new long[QUANTITIES];
    Arrays.setAll(sums, i -> Math.addExact(amounts[i], other.amounts[i]));
    return new Spend(sums);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Spend that && Arrays.equals(that.amounts, amounts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(amounts);
  }

  /** What there is of it, such as {@code 1 tool calls, 120 tokens}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Quantity quantity : Quantity.values()) {
      if (of(quantity) != 0) {
        text.append(text.isEmpty() ? "" : ", ").append(of(quantity)).append(' ');
        text.append(quantity.unit());
      }
    }
    return text.isEmpty() ? "nothing" : text.toString();
  }
}

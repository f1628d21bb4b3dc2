package dev.agentruntime.middleware.budget;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How much of each {@link Quantity} may be spent; what is not said is not limited. Immutable; the
 * methods return changed copies.
 */
public final class Allowance {
  /** Never shown: what is unlimited is absent in {@link #of}. */
  private static final long UNLIMITED = Long.MAX_VALUE;

  private static final Allowance NO_LIMIT = new Allowance(unlimitedAmounts());

  /** By index of the quantity; never written after construction. */
  private final long[] limits;

  private Allowance(long[] limits) {
    this.limits = limits;
  }

  private static long[] unlimitedAmounts() {
    long[] limits = new long[Quantity.count()];
    Arrays.fill(limits, UNLIMITED);
    return limits;
  }

  /**
   * Limits nothing.
   *
   * @return the same instance each time
   */
  public static Allowance unlimited() {
    return NO_LIMIT;
  }

  /**
   * So many tool calls.
   *
   * @param calls at least 1; a tool that shall not be called is denied by a policy
   * @return a copy
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Allowance calls(long calls) {
    return with(Quantity.CALLS, calls);
  }

  /**
   * So many tokens, input and output together.
   *
   * @param tokens at least 1
   * @return a copy
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Allowance tokens(long tokens) {
    return with(Quantity.TOKENS, tokens);
  }

  /**
   * So much money.
   *
   * @param micros millionths of the currency unit, at least 1
   * @return a copy
   * @throws IllegalArgumentException if the amount is less than 1
   */
  public Allowance cost(long micros) {
    return with(Quantity.COST, micros);
  }

  /**
   * So much active time of tools.
   *
   * @param time more than zero
   * @return a copy
   * @throws IllegalArgumentException if the time is zero or negative
   */
  public Allowance activeTime(Duration time) {
    return with(Quantity.ACTIVE_TIME, Objects.requireNonNull(time, "time").toNanos());
  }

  private Allowance with(Quantity quantity, long limit) {
    if (limit < 1 || limit == UNLIMITED) {
      throw new IllegalArgumentException(
          "an allowance of "
              + quantity.unit()
              + " must be at least 1 and less than "
              + UNLIMITED
              + ", was "
              + limit);
    }
    long[] changed = limits.clone();
    changed[quantity.index()] = limit;
    return new Allowance(changed);
  }

  /**
   * How much of one quantity.
   *
   * @param quantity which
   * @return the limit, or empty if there is none
   */
  public OptionalLong of(Quantity quantity) {
    long limit = at(quantity.index());
    return limit == UNLIMITED ? OptionalLong.empty() : OptionalLong.of(limit);
  }

  boolean limits(Quantity quantity) {
    return at(quantity.index()) != UNLIMITED;
  }

  /** The limit, or the greatest long for none, which no sum of amounts may reach. */
  long at(int quantity) {
    return limits[quantity];
  }

  /** Such as {@code 40 tool calls, 100000 tokens}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Quantity quantity : Quantity.values()) {
      if (limits(quantity)) {
        text.append(text.isEmpty() ? "" : ", ").append(at(quantity.index())).append(' ');
        text.append(quantity.unit());
      }
    }
    return text.isEmpty() ? "unlimited" : text.toString();
  }
}

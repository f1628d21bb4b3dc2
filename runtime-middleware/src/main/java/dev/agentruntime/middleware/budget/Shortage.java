package dev.agentruntime.middleware.budget;

import java.util.Objects;

/**
 * Why something cannot be spent. Immutable.
 *
 * @param account the name of the account that has too little
 * @param quantity of what
 * @param taken how much was spent, held or lent at that moment
 * @param limit the account's allowance, less what it keeps back
 * @param wanted how much more would have been taken from that account
 */
public record Shortage(String account, Quantity quantity, long taken, long limit, long wanted)
    implements ReserveResult {
  /** Checks the components. */
  public Shortage {
    Objects.requireNonNull(account, "account");
    Objects.requireNonNull(quantity, "quantity");
  }

  /** Such as {@code run: 39 of 40 tool calls taken, 2 more wanted}. */
  @Override
  public String toString() {
    return account
        + ": "
        + taken
        + " of "
        + limit
        + " "
        + quantity.unit()
        + " taken, "
        + wanted
        + " more wanted";
  }
}

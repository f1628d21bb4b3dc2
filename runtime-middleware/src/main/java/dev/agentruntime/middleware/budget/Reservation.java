package dev.agentruntime.middleware.budget;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An amount set aside in an account and all those above it, until it is known what it comes to.
 * Ends once, by {@link #settle} or {@link #release}; whatever comes later changes nothing, so
 * releasing in a {@code finally} is always right.
 *
 * <pre>{@code
 * switch (account.reserve(estimate)) {
 *   case Shortage shortage -> refuse(shortage);
 *   case Reservation held -> {
 *     try {
 *       held.settle(spend());
 *     } finally {
 *       held.release();
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class Reservation implements ReserveResult {
  private final BudgetAccount account;
  private final Spend amount;
  private final AtomicBoolean ended = new AtomicBoolean();

  Reservation(BudgetAccount account, Spend amount) {
    this.account = account;
    this.amount = amount;
  }

  /** Spends the amount as it was estimated. */
  public void settle() {
    settle(amount);
  }

  /**
   * Spends what it came to and gives back the rest. It may come to more than was set aside: what
   * was spent is spent, and the account then holds less than nothing for others.
   *
   * @param actual what was spent
   */
  public void settle(Spend actual) {
    if (ended.compareAndSet(false, true)) {
      account.settle(amount, actual);
    }
  }

  /** Gives everything back. */
  public void release() {
    if (ended.compareAndSet(false, true)) {
      account.settle(amount, Spend.NOTHING);
    }
  }

  @Override
  public String toString() {
    return "Reservation(" + amount + " of " + account.name() + ")";
  }
}

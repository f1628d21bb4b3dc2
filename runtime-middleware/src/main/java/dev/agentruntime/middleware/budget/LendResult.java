package dev.agentruntime.middleware.budget;

import java.util.Objects;

/** What became of a wish to borrow. */
public sealed interface LendResult {
  /**
   * There was enough.
   *
   * @param account the borrower's own; to be closed when it is done
   */
  record Lent(BudgetAccount account) implements LendResult {
    /** Checks the component. */
    public Lent {
      Objects.requireNonNull(account, "account");
    }
  }

  /**
   * There was not.
   *
   * @param shortage what is short
   */
  record Refused(Shortage shortage) implements LendResult {
    /** Checks the component. */
    public Refused {
      Objects.requireNonNull(shortage, "shortage");
    }
  }
}

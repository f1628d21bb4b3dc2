package dev.agentruntime.middleware.budget;

import org.jspecify.annotations.Nullable;

/**
 * Where a scope keeps its account, made when first needed: the account above it is known only then.
 * Safe for use by many threads.
 */
final class AccountPlace {
  private volatile @Nullable BudgetAccount account;

  @Nullable BudgetAccount get() {
    return account;
  }

  /** The account there is, or a new one. */
  synchronized BudgetAccount in(@Nullable BudgetAccount above, String name, Allowance allowance) {
    BudgetAccount known = account;
    if (known == null) {
      known = above == null ? BudgetAccount.root(name, allowance) : above.child(name, allowance);
      account = known;
    }
    return known;
  }
}

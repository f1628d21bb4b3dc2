package dev.agentruntime.middleware.budget;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The accounts of everybody and of each tenant, in memory. The host's own object: it may serve
 * several runtimes, be looked at, and begin anew for a tenant. Runs without a tenant share one
 * account. Keeps one account per tenant for ever. Safe for use by many threads.
 */
public final class BudgetBook {
  private final BudgetAccount everybody;
  private final Allowance perTenant;
  private final Map<Optional<String>, BudgetAccount> tenants = new ConcurrentHashMap<>();

  private BudgetBook(BudgetAccount everybody, Allowance perTenant) {
    this.everybody = everybody;
    this.perTenant = perTenant;
  }

  /**
   * A book in which nothing was spent yet.
   *
   * @param everybody what all tenants together may spend
   * @param perTenant what each tenant may spend
   * @return a new book
   */
  public static BudgetBook of(Allowance everybody, Allowance perTenant) {
    return new BudgetBook(
        BudgetAccount.root("runtime", everybody), Objects.requireNonNull(perTenant, "perTenant"));
  }

  /**
   * The account of all tenants together.
   *
   * @return the same account each time
   */
  public BudgetAccount everybody() {
    return everybody;
  }

  /**
   * A tenant's account.
   *
   * @param tenant the tenant, or empty for runs without one
   * @return the same account each time
   */
  public BudgetAccount of(Optional<String> tenant) {
    return tenants.computeIfAbsent(tenant, key -> everybody.child("tenant", perTenant));
  }

  /** Whether either of the two limits a quantity. */
  boolean limits(Quantity quantity) {
    return everybody.allowance().limits(quantity) || perTenant.limits(quantity);
  }

  @Override
  public String toString() {
    return "BudgetBook(" + everybody.allowance() + ", per tenant " + perTenant + ")";
  }
}

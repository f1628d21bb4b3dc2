package dev.agentruntime.middleware.budget;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may spend: a runtime, a tenant, a run, a tool, a sub-agent. Accounts form trees;
 * what is taken from one is taken from every one above it in the same step, so that no order of
 * events lets a tree spend more than its root may.
 *
 * <p>Spending has two steps. {@link #reserve} sets an estimate aside or says what is short, and
 * takes nothing then; the {@link Reservation} is settled with what it came to. Between the two it
 * counts as taken, so calls side by side cannot all see the same money.
 *
 * <p>A child made by {@link #child} takes from its parent as it spends. One made by {@link #lend}
 * has a guaranteed part that is taken from the parent at once, may borrow more as long as the
 * parent has it, up to an allowance of its own, and gives back what is left when it is {@linkplain
 * #close() closed}. What an account keeps back for itself is never taken by its children: a parent
 * that has to sum up what they found can still do so.
 *
 * <p>One lock per tree, held for a few additions and never while foreign code runs. Safe for use by
 * many threads.
 */
public final class BudgetAccount implements AutoCloseable {
  private static final int QUANTITIES = Quantity.count();

  private final String name;
  private final Allowance allowance;
  private final Spend keptBack;
  private final Spend guaranteed;
  private final @Nullable BudgetAccount parent;
  private final Object lock;

  // Guarded by the tree's lock.

  /** What was spent here and below since the last reset. */
  private final long[] spent = new long[QUANTITIES];

  /** Everything that is not free: spent, held, and what open children have taken. */
  private final long[] taken = new long[QUANTITIES];

  private boolean closed;

  private BudgetAccount(Terms terms, @Nullable BudgetAccount parent) {
    this.name = terms.name;
    this.allowance = terms.allowance;
    this.keptBack = terms.keptBack;
    this.guaranteed = terms.guaranteed;
    this.parent = parent;
    this.lock = parent == null ? new Object() : parent.lock;
  }

  private record Terms(String name, Allowance allowance, Spend keptBack, Spend guaranteed) {
    Terms {
      if (Objects.requireNonNull(name, "name").isBlank()) {
        throw new IllegalArgumentException(
            "an account's name must not be blank, was '" + name + "'");
      }
      Objects.requireNonNull(allowance, "allowance");
      for (int i = 0; i < QUANTITIES; i++) {
        notMore(name, "keeps back", keptBack.at(i), allowance.at(i), i);
        notMore(name, "is guaranteed", guaranteed.at(i), allowance.at(i), i);
      }
    }

    private static void notMore(String name, String what, long amount, long limit, int quantity) {
      if (amount > limit) {
        throw new IllegalArgumentException(
            "what account '"
                + name
                + "' "
                + what
                + " must be at most its allowance of "
                + limit
                + " "
                + Quantity.at(quantity).unit()
                + ", was "
                + amount);
      }
    }
  }

  /**
   * An account that depends on nobody.
   *
   * @param name names it in refusals; must hold no secrets
   * @param allowance what it may spend
   * @return a new account
   */
  public static BudgetAccount root(String name, Allowance allowance) {
    return root(name, allowance, Spend.NOTHING);
  }

  /**
   * An account that depends on nobody and keeps something back from its children.
   *
   * @param name names it in refusals; must hold no secrets
   * @param allowance what it may spend
   * @param keptBack what only it can spend itself
   * @return a new account
   * @throws IllegalArgumentException if it keeps back more than its allowance
   */
  public static BudgetAccount root(String name, Allowance allowance, Spend keptBack) {
    return new BudgetAccount(new Terms(name, allowance, keptBack, Spend.NOTHING), null);
  }

  /**
   * An account whose spending is this one's too.
   *
   * @param childName names it in refusals; must hold no secrets
   * @param limit what it may spend, as far as this one has it
   * @return a new account
   */
  public BudgetAccount child(String childName, Allowance limit) {
    return new BudgetAccount(new Terms(childName, limit, Spend.NOTHING, Spend.NOTHING), this);
  }

  /**
   * Lends a part of this account, as to a sub-agent.
   *
   * @param borrower names it in refusals; must hold no secrets
   * @param guarantee what it gets for sure, taken from here at once
   * @param cap what it may spend in all: the guarantee and what it borrows when it needs more
   * @param handBack what it keeps back from its own children
   * @return the account, or what is short
   * @throws IllegalArgumentException if the guarantee or what is kept back exceeds the cap
   */
  public LendResult lend(String borrower, Spend guarantee, Allowance cap, Spend handBack) {
    BudgetAccount lent = new BudgetAccount(new Terms(borrower, cap, handBack, guarantee), this);
    synchronized (lock) {
      Shortage shortage = shortage(guarantee, true);
      if (shortage != null) {
        return new LendResult.Refused(shortage);
      }
      for (int i = 0; i < QUANTITIES; i++) {
        take(i, guarantee.at(i));
      }
      return new LendResult.Lent(lent);
    }
  }

  /**
   * Sets an amount aside here and in every account above.
   *
   * @param amount how much, at a guess
   * @return a {@link Reservation}, or the {@link Shortage} that forbids it; then nothing was taken
   */
  public ReserveResult reserve(Spend amount) {
    synchronized (lock) {
      Shortage shortage = shortage(amount, false);
      if (shortage != null) {
        return shortage;
      }
      for (int i = 0; i < QUANTITIES; i++) {
        take(i, amount.at(i));
      }
    }
    return new Reservation(this, amount);
  }

  /**
   * What {@link #reserve} would say now. Free: takes and changes nothing.
   *
   * @param amount how much
   * @return what is short, or null if there is enough
   */
  public @Nullable Shortage shortageOf(Spend amount) {
    synchronized (lock) {
      return shortage(amount, false);
    }
  }

  /**
   * Spends without asking, what has been spent already.
   *
   * @param actual how much
   */
  public void charge(Spend actual) {
    settle(Spend.NOTHING, actual);
  }

  void settle(Spend held, Spend actual) {
    synchronized (lock) {
      for (int i = 0; i < QUANTITIES; i++) {
        spend(i, actual.at(i));
        take(i, actual.at(i) - held.at(i));
      }
    }
  }

  /** Spends one quantity without asking, what has been spent already. */
  void charge(Quantity quantity, long amount) {
    synchronized (lock) {
      spend(quantity.index(), amount);
      take(quantity.index(), amount);
    }
  }

  private void spend(int quantity, long amount) {
    for (BudgetAccount at = this; at != null && amount != 0; at = at.parent) {
      at.spent[quantity] = Math.addExact(at.spent[quantity], amount);
    }
  }

  /** What is short, if anything, here or above, for an account's own use or a child's. */
  private @Nullable Shortage shortage(Spend amount, boolean byChild) {
    for (int i = 0; i < QUANTITIES; i++) {
      long more = amount.at(i);
      boolean child = byChild;
      for (BudgetAccount at = this; at != null && more > 0; at = at.parent) {
        long limit = at.closed ? 0 : at.allowance.at(i) - (child ? at.keptBack.at(i) : 0);
        if (more > limit - at.taken[i]) {
          return new Shortage(at.name, Quantity.at(i), at.taken[i], limit, more);
        }
        more = at.beyondGuarantee(i, at.taken[i] + more) - at.beyondGuarantee(i, at.taken[i]);
        child = true;
      }
    }
    return null;
  }

  /** What an amount taken here takes from the parent beyond the part it has given already. */
  private long beyondGuarantee(int quantity, long amount) {
    return closed ? amount : Math.max(0, amount - guaranteed.at(quantity));
  }

  private void take(int quantity, long change) {
    long more = change;
    for (BudgetAccount at = this; at != null && more != 0; at = at.parent) {
      long before = at.taken[quantity];
      at.taken[quantity] = Math.addExact(before, more);
      more =
          at.beyondGuarantee(quantity, at.taken[quantity]) - at.beyondGuarantee(quantity, before);
    }
  }

  /**
   * Ends the account: what is left of its guarantee goes back to the parent, and nothing more can
   * be taken from it or below. What is still held is settled when it is known. Does nothing if it
   * is closed, or a root.
   */
  @Override
  public void close() {
    synchronized (lock) {
      if (closed || parent == null) {
        return;
      }
      closed = true;
      for (int i = 0; i < QUANTITIES; i++) {
        parent.take(i, taken[i] - Math.max(taken[i], guaranteed.at(i)));
      }
    }
  }

  /**
   * Begins anew, as at the start of a month: forgets what was spent here and below, not what is
   * held or lent. Accounts above and below remember.
   *
   * @throws IllegalStateException if this account was lent: its guarantee would be counted twice
   */
  public void reset() {
    if (!guaranteed.equals(Spend.NOTHING)) {
      throw new IllegalStateException("account '" + name + "' was lent and cannot begin anew");
    }
    synchronized (lock) {
      for (int i = 0; i < QUANTITIES; i++) {
        taken[i] -= spent[i];
        spent[i] = 0;
      }
    }
  }

  /**
   * What names it.
   *
   * @return its name
   */
  public String name() {
    return name;
  }

  /**
   * What it may spend.
   *
   * @return its allowance
   */
  public Allowance allowance() {
    return allowance;
  }

  /**
   * What was spent here and below since the last {@link #reset()}.
   *
   * @return a snapshot
   */
  public Spend spent() {
    synchronized (lock) {
      return Spend.of(spent);
    }
  }

  /**
   * What is not free any more: spent, set aside, or taken by children.
   *
   * @return a snapshot
   */
  public Spend taken() {
    synchronized (lock) {
      return Spend.of(taken);
    }
  }

  /**
   * How much of a quantity is left here, whatever the accounts above have.
   *
   * @param quantity which
   * @return zero or more; the greatest long if it is not limited
   */
  long left(Quantity quantity) {
    int i = quantity.index();
    if (!allowance.limits(quantity)) {
      return Long.MAX_VALUE;
    }
    synchronized (lock) {
      return Math.max(0, allowance.at(i) - taken[i]);
    }
  }

  @Override
  public String toString() {
    return "BudgetAccount(" + name + ", " + taken() + " of " + allowance + ")";
  }
}

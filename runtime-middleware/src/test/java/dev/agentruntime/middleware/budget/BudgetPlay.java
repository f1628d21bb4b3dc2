package dev.agentruntime.middleware.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Does anything that can be done with a tree of accounts, and keeps books of it by brute force:
 * what an account has taken is what it spent and holds itself, and the greater of guarantee and
 * taken of each child. Confined to one thread.
 */
final class BudgetPlay {
  private static final int MAX_ACCOUNTS = 12;
  private static final long ROOT_LIMIT = 200;
  private static final long CHILD_LIMIT = 150;
  private static final long LENT_LIMIT = 80;
  private static final long KEPT_BACK = 10;

  private final Random random;
  private final List<Books> all = new ArrayList<>();
  private final List<Held> open = new ArrayList<>();
  private final Books root;

  BudgetPlay(long seed) {
    this.random = new Random(seed);
    BudgetAccount account =
        BudgetAccount.root("root", Allowance.unlimited().tokens(ROOT_LIMIT), tokens(KEPT_BACK));
    this.root = new Books(account, null, new Terms(ROOT_LIMIT, KEPT_BACK, 0));
    all.add(root);
  }

  private static Spend tokens(long tokens) {
    return Spend.NOTHING.andTokens(tokens);
  }

  private static long taken(BudgetAccount account) {
    return account.taken().of(Quantity.TOKENS);
  }

  void step() {
    Books at = all.get(random.nextInt(all.size()));
    switch (random.nextInt(10)) {
      case 0 -> addChild(at);
      case 1 -> lend(at);
      case 2 -> close(at);
      case 3, 4, 5, 6 -> reserve(at);
      default -> settle();
    }
    for (Books books : all) {
      assertEquals(books.taken(), taken(books.account));
    }
    assertTrue(taken(root.account) <= ROOT_LIMIT);
  }

  private void addChild(Books at) {
    if (all.size() < MAX_ACCOUNTS) {
      BudgetAccount child = at.account.child("child", Allowance.unlimited().tokens(CHILD_LIMIT));
      all.add(new Books(child, at, new Terms(CHILD_LIMIT, 0, 0)));
    }
  }

  private void lend(Books at) {
    if (all.size() >= MAX_ACCOUNTS) {
      return;
    }
    long guarantee = random.nextInt(40);
    long keptBack = guarantee / 4;
    boolean fits = at.fits(guarantee, true);
    Allowance cap = Allowance.unlimited().tokens(LENT_LIMIT);
    switch (at.account.lend("lent", tokens(guarantee), cap, tokens(keptBack))) {
      case LendResult.Lent(BudgetAccount account) -> {
        assertTrue(fits, () -> "lent " + guarantee + " from " + at.account);
        all.add(new Books(account, at, new Terms(LENT_LIMIT, keptBack, guarantee)));
      }
      case LendResult.Refused(Shortage shortage) -> assertTrue(!fits, shortage::toString);
    }
  }

  private static void close(Books at) {
    if (at.parent != null) {
      at.account.close();
      at.closed = true;
    }
  }

  private void reserve(Books at) {
    long amount = 1L + random.nextInt(30);
    boolean fits = at.fits(amount, false);
    switch (at.account.reserve(tokens(amount))) {
      case Reservation held -> {
        assertTrue(fits, () -> "took " + amount + " from " + at.account);
        at.held += amount;
        open.add(new Held(at, held, amount));
      }
      case Shortage shortage -> assertTrue(!fits, shortage::toString);
    }
  }

  private void settle() {
    if (open.isEmpty()) {
      return;
    }
    Held held = open.remove(random.nextInt(open.size()));
    long actual = random.nextInt(3) == 0 ? 0 : random.nextLong(held.amount + 1);
    held.reservation.settle(tokens(actual));
    held.at.held -= held.amount;
    held.at.spent += actual;
  }

  void endEverything() {
    open.forEach(held -> held.reservation.release());
    all.forEach(books -> books.account.close());
    assertEquals(root.account.spent(), root.account.taken(), "nothing is left held or lent");
  }

  private record Held(Books at, Reservation reservation, long amount) {}

  private record Terms(long limit, long keptBack, long guarantee) {}

  private final class Books {
    final BudgetAccount account;
    final @Nullable Books parent;
    final Terms terms;
    long held;
    long spent;
    boolean closed;

    Books(BudgetAccount account, @Nullable Books parent, Terms terms) {
      this.account = account;
      this.parent = parent;
      this.terms = terms;
    }

    long taken() {
      long sum = held + spent;
      for (Books child : all) {
        if (child.parent == this) {
          sum += child.closed ? child.taken() : Math.max(child.terms.guarantee, child.taken());
        }
      }
      return sum;
    }

    /** Takes the amount, looks at every limit on the way up that notices, and gives it back. */
    boolean fits(long amount, boolean byChild) {
      List<Long> before = new ArrayList<>();
      for (Books at = this; at != null; at = at.parent) {
        before.add(at.taken());
      }
      held += amount;
      boolean fits = true;
      boolean child = byChild;
      int level = 0;
      for (Books at = this; at != null; at = at.parent) {
        boolean notices = at.taken() != before.get(level++);
        long limit = at.closed ? 0 : at.terms.limit - (child ? at.terms.keptBack : 0);
        fits &= !notices || at.taken() <= limit;
        child = true;
      }
      held -= amount;
      return fits;
    }
  }
}

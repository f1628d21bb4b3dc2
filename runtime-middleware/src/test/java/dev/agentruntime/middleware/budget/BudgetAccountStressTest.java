package dev.agentruntime.middleware.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.Gate;
import dev.agentruntime.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Many threads spend from one tree. */
class BudgetAccountStressTest {
  private static final int THREADS = 8;
  private static final int STEPS = 5_000;
  private static final long LIMIT = 1_000;

  private final AtomicLong spent = new AtomicLong();

  @RepeatedTest(5)
  @Timeout(60)
  void theSumsAreExactAndNeverPastTheLimit() throws Exception {
    BudgetAccount root =
        BudgetAccount.root("runtime", Allowance.unlimited().calls(LIMIT).tokens(LIMIT * 50));
    Gate gate = new Gate();
    List<Future<Long>> spenders = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < THREADS; i++) {
        long seed = i;
        spenders.add(threads.submit(() -> spend(root, gate, seed)));
      }
      gate.open();
      long calls = 0;
      for (Future<Long> spender : spenders) {
        calls += spender.get(50, TimeUnit.SECONDS);
      }
      assertEquals(calls, root.spent().of(Quantity.CALLS));
      assertEquals(spent.get(), root.spent().of(Quantity.TOKENS));
      assertEquals(root.spent(), root.taken(), "nothing is left held or lent");
      assertTrue(calls <= LIMIT, () -> "spent more than there was: " + root);
    }
  }

  /** Reserves, lends and gives back at random; how many calls it paid for. */
  private long spend(BudgetAccount root, Gate gate, long seed) throws InterruptedException {
    Random random = new Random(seed);
    BudgetAccount run = root.child("run", Allowance.unlimited());
    gate.pass(TimeSource.system());
    long calls = 0;
    for (int i = 0; i < STEPS; i++) {
      BudgetAccount from = run;
      if (random.nextInt(4) == 0
          && run.lend("helper", Spend.ONE_CALL, Allowance.unlimited().calls(3), Spend.NOTHING)
              instanceof LendResult.Lent(BudgetAccount helper)) {
        from = helper;
      }
      long tokens = random.nextInt(20);
      if (from.reserve(Spend.ONE_CALL.andTokens(tokens)) instanceof Reservation held) {
        assertTrue(root.taken().of(Quantity.CALLS) <= LIMIT);
        if (random.nextBoolean()) {
          held.settle(Spend.ONE_CALL.andTokens(tokens / 2));
          spent.addAndGet(tokens / 2);
          calls++;
        } else {
          held.release();
        }
      }
      if (from != run) {
        from.close();
      }
    }
    return calls;
  }

  @RepeatedTest(20)
  @Timeout(60)
  void everybodyWhoCanBeServedIsServed() throws Exception {
    BudgetAccount root = BudgetAccount.root("runtime", Allowance.unlimited().calls(THREADS));
    Gate gate = new Gate();
    List<Future<Boolean>> takers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < THREADS; i++) {
        BudgetAccount run = root.child("run", Allowance.unlimited().calls(1));
        takers.add(
            threads.submit(
                () -> {
                  gate.pass(TimeSource.system());
                  boolean tooMuch = run.reserve(Spend.ONE_CALL.andCalls(1)) instanceof Reservation;
                  return !tooMuch && run.reserve(Spend.ONE_CALL) instanceof Reservation;
                }));
      }
      gate.open();
      for (Future<Boolean> taker : takers) {
        assertTrue(taker.get(50, TimeUnit.SECONDS), "a refusal elsewhere must take nothing");
      }
    }
  }
}

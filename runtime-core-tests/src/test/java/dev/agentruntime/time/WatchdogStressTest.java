package dev.agentruntime.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.time.TrackedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Owners and watchdog meet at the deadline, in real time, many thousands of times. */
@Timeout(240)
class WatchdogStressTest {
  private static final int THREADS = 6;
  private static final int ROUNDS = 15_000;

  /** About what a round takes, so that deadlines fall before, into and after it. */
  private static final long SPAN_NANOS = 60_000;

  private final TrackedTime time = TrackedTime.system();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong firedRounds = new AtomicLong();
  private final AtomicLong roundsInTime = new AtomicLong();

  private void expect(boolean holds, String rule) {
    if (!holds) {
      faults.add(rule);
    }
  }

  private void spin(long nanos) {
    long until = time.nanoTime() + nanos;
    while (time.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
  }

  private void onManyThreads(Consumer<SplittableRandom> body) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom random = new SplittableRandom(20_260 + i);
      threads.add(time.start("stress-" + i, () -> body.accept(random)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), time.uncaught());
    assertEquals(List.of(), faults.stream().distinct().toList());
  }

  private void count(boolean fired) {
    (fired ? firedRounds : roundsInTime).incrementAndGet();
  }

  private void bothHappened() {
    assertTrue(firedRounds.get() > 0, "no limit fired: nothing was tested");
    assertTrue(roundsInTime.get() > 0, "every limit fired: nothing was tested");
  }

  @Test
  void interruptIsThereIfAndOnlyIfTheLimitFiredAndNeverAfterItsEnd() throws InterruptedException {
    try (Watchdog watchdog = new Watchdog("dog", time)) {
      onManyThreads(
          random -> {
            for (int round = 0; round < ROUNDS; round++) {
              TimeLimit limit = watchdog.arm(time.nanoTime() + random.nextLong(SPAN_NANOS));
              spin(random.nextLong(SPAN_NANOS));
              boolean seen = Thread.currentThread().isInterrupted();
              boolean fired = limit.end();
              expect(!seen || fired, "an interrupt came from nowhere");
              expect(
                  !Thread.currentThread().isInterrupted(), "the interrupt was left after the end");
              spin(random.nextLong(2_000));
              expect(!Thread.interrupted(), "a limit fired after its end");
              count(fired);
            }
          });
      bothHappened();
      assertEquals(firedRounds.get(), watchdog.stats().fired());
      assertEquals(0, watchdog.stats().armed());
    }
  }

  @Test
  void blockedThreadIsAlwaysWoken() throws InterruptedException {
    try (Watchdog watchdog = new Watchdog("dog", time)) {
      onManyThreads(
          random -> {
            for (int round = 0; round < ROUNDS / 10; round++) {
              TimeLimit limit = watchdog.arm(time.nanoTime() + random.nextLong(2 * SPAN_NANOS));
              while (!Thread.currentThread().isInterrupted()) {
                time.park(Deadline.never()); // a lost interrupt shows as the timeout of this test
              }
              expect(limit.end(), "interrupted, but not fired");
              expect(!Thread.interrupted(), "the interrupt was left after the end");
            }
          });
      assertEquals((long) THREADS * (ROUNDS / 10), watchdog.stats().fired());
    }
  }

  @Test
  void nestedLimitsShareTheBitWithoutLosingIt() throws InterruptedException {
    try (Watchdog watchdog = new Watchdog("dog", time)) {
      onManyThreads(
          random -> {
            for (int round = 0; round < ROUNDS; round++) {
              long now = time.nanoTime();
              TimeLimit outer = watchdog.arm(now + random.nextLong(2 * SPAN_NANOS));
              TimeLimit inner = watchdog.armWithin(outer, now + random.nextLong(SPAN_NANOS));
              spin(random.nextLong(SPAN_NANOS));
              inner.end();
              boolean outerIsThrough = isThrough(outer);
              boolean bit = Thread.currentThread().isInterrupted();
              expect(!outerIsThrough || bit, "the inner limit took the outer's interrupt");
              expect(!bit || outer.hasFired(), "the inner limit left its interrupt");
              spin(random.nextLong(SPAN_NANOS / 2));
              count(outer.end());
              expect(!Thread.interrupted(), "the interrupt was left after both ends");
            }
          });
      bothHappened();
      assertEquals(0, watchdog.stats().armed());
    }
  }

  /** Whether it has fired, and is not still at it. */
  private static boolean isThrough(TimeLimit limit) {
    return limit.toString().contains("(fired");
  }

  @Test
  void limitArmedAgainAndAgainFiresOncePerArmingAtMost() throws InterruptedException {
    try (Watchdog watchdog = new Watchdog("dog", time)) {
      onManyThreads(
          random -> {
            CountingLimit limit = new CountingLimit();
            int expected = 0;
            for (int round = 0; round < ROUNDS / 2; round++) {
              long deadline = time.nanoTime() + random.nextLong(SPAN_NANOS);
              limit.earliest = deadline;
              watchdog.arm(limit, deadline);
              spin(random.nextLong(SPAN_NANOS));
              boolean fired = limit.end();
              expected += fired ? 1 : 0;
              expect(limit.fires.get() == expected, "fired more or less often than it says");
              count(fired);
            }
          });
      bothHappened();
      assertEquals(0, watchdog.stats().failures());
    }
  }

  @Test
  void limitArmedWhileTheWatchdogClosesFiresOrIsRefused() throws InterruptedException {
    for (int round = 0; round < 300; round++) {
      Watchdog watchdog = new Watchdog("dog", time);
      CountDownLatch ready = new CountDownLatch(3);
      List<Thread> owners = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        owners.add(time.start("owner-" + i, () -> armUntilRefused(watchdog, ready)));
      }
      ready.await();
      watchdog.close();
      for (Thread owner : owners) {
        owner.join(); // a limit without anybody to keep it would hang here
      }
      assertEquals(0, watchdog.stats().armed());
    }
    assertEquals(List.of(), time.uncaught());
    assertEquals(List.of(), faults.stream().distinct().toList());
    assertEquals(List.of(), time.awaitEnd(Duration.ofSeconds(20)));
  }

  /** The last limit is not ended in time, so it must fire, if it was taken. */
  private void armUntilRefused(Watchdog watchdog, CountDownLatch ready) {
    try {
      for (int i = 0; ; i++) {
        TimeLimit limit = watchdog.arm(time.nanoTime() + Duration.ofHours(1).toNanos());
        ready.countDown();
        if (i % 16 == 15) {
          while (!Thread.currentThread().isInterrupted()) {
            time.park(Deadline.never());
          }
        }
        boolean fired = limit.end();
        expect(!Thread.currentThread().isInterrupted(), "the interrupt was left after the end");
        expect(!fired || watchdog.toString().contains("closed"), "fired hours too early");
      }
    } catch (IllegalStateException refused) {
      expect(!Thread.currentThread().isInterrupted(), "a refused limit left an interrupt");
    }
  }

  @Test
  void callsThatKeepEveryCarrierBusyAreStillReached() throws InterruptedException {
    int calls = 2 * Runtime.getRuntime().availableProcessors();
    AtomicInteger reached = new AtomicInteger();
    try (Watchdog watchdog = new Watchdog("dog", time)) {
      Deadline giveUp = Deadline.after(Duration.ofMinutes(1), time);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        threads.add(
            time.start("busy-" + i, () -> computeUntilInterrupted(watchdog, giveUp, reached)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertEquals(calls, reached.get());
  }

  private void computeUntilInterrupted(Watchdog watchdog, Deadline giveUp, AtomicInteger reached) {
    TimeLimit limit = watchdog.arm(time.nanoTime() + Duration.ofMillis(2).toNanos());
    while (!Thread.currentThread().isInterrupted() && !giveUp.isExpired(time.nanoTime())) {
      Thread.onSpinWait();
    }
    boolean interrupted = Thread.currentThread().isInterrupted();
    if (limit.end() && interrupted) {
      reached.incrementAndGet();
    }
  }

  @Test
  void tablesGrowUnderFire() throws InterruptedException {
    try (Watchdog watchdog = new Watchdog("dog", time)) {
      onManyThreads(
          random -> {
            for (int round = 0; round < 20; round++) {
              List<TimeLimit> limits = new ArrayList<>();
              for (int i = 0; i < 1_500; i++) {
                long due =
                    i % 50 == 0 ? random.nextLong(SPAN_NANOS) : Duration.ofHours(1).toNanos();
                CountingLimit limit = new CountingLimit();
                watchdog.arm(limit, time.nanoTime() + due);
                limits.add(limit);
              }
              for (TimeLimit limit : limits) {
                boolean fired = limit.end();
                expect(
                    ((CountingLimit) limit).fires.get() == (fired ? 1 : 0),
                    "fired more or less often than it says");
              }
            }
          });
      assertEquals(0, watchdog.stats().armed());
      assertFalse(watchdog.stats().capacity() > 40_000, () -> watchdog.stats().toString());
    }
  }

  private final class CountingLimit extends TimeLimit {
    final AtomicInteger fires = new AtomicInteger();
    volatile long earliest = Long.MIN_VALUE;

    @Override
    protected void onFire() {
      fires.incrementAndGet();
      expect(
          earliest == Long.MIN_VALUE || time.nanoTime() - earliest >= 0,
          "fired before its deadline");
    }
  }
}

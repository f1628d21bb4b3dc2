package dev.agentruntime.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits on threads that really wait, in virtual time. */
@Timeout(120)
class WatchdogBehaviourTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @AfterEach
  void noInterruptIsLeft() {
    assertFalse(Thread.interrupted());
  }

  @Test
  void blockedCallIsInterruptedExactlyAtItsDeadline() {
    try (VirtualTime time = VirtualTime.auto();
        Watchdog watchdog = new Watchdog("dog", time)) {
      TimeLimit limit = watchdog.arm(Deadline.after(LIMIT, time));

      assertThrows(InterruptedException.class, () -> time.sleep(HOUR));

      assertEquals(LIMIT, time.elapsed());
      assertTrue(limit.end());
    }
  }

  @Test
  void callThatEndsInTimeIsLeftAloneForEver() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto();
        Watchdog watchdog = new Watchdog("dog", time)) {
      TimeLimit limit = watchdog.arm(Deadline.after(LIMIT, time));
      time.sleep(LIMIT.minusNanos(1));
      assertFalse(limit.end());

      time.sleep(HOUR);

      assertEquals(0, watchdog.stats().fired());
    }
  }

  @Test
  void callThatIgnoresItsInterruptIsStillKnownToBeLate() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto();
        Watchdog watchdog = new Watchdog("dog", time)) {
      TimeLimit limit = watchdog.arm(Deadline.after(LIMIT, time));
      assertThrows(InterruptedException.class, () -> time.sleep(HOUR));
      time.sleep(HOUR); // the interrupt is used up

      assertEquals(HOUR.plus(LIMIT), time.elapsed());
      assertTrue(limit.end());
    }
  }

  @Test
  void watchdogEndsItsThreadWhenClosed() {
    try (VirtualTime time = VirtualTime.auto()) {
      Watchdog watchdog = new Watchdog("dog", time);
      assertEquals(List.of(), time.liveThreads(), "no limit, no thread");
      watchdog.arm(Deadline.after(LIMIT, time)).end();
      assertEquals("dog", time.liveThreads().getFirst().getName());

      watchdog.close();
      watchdog.close();

      assertEquals(List.of(), time.liveThreads());
    }
  }

  @Test
  void closeOfAnInterruptedThreadKeepsItsFlag() {
    try (VirtualTime time = VirtualTime.auto()) {
      Watchdog watchdog = new Watchdog("dog", time);
      watchdog.arm(Deadline.after(LIMIT, time)).end();
      Thread.currentThread().interrupt();

      watchdog.close();

      assertEquals(List.of(), time.liveThreads());
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void limitStillArmedAtCloseFiresAtOnce() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      Watchdog watchdog = new Watchdog("dog", time);
      AtomicReference<Duration> stopped = new AtomicReference<>();
      Thread call =
          time.start(
              "call",
              () -> {
                TimeLimit limit = watchdog.arm(Deadline.after(LIMIT, time));
                assertThrows(InterruptedException.class, () -> time.sleep(HOUR));
                assertTrue(limit.end());
                stopped.set(time.elapsed());
              });
      time.sleep(Duration.ofSeconds(1));

      watchdog.close();
      time.join(call);

      assertEquals(Duration.ofSeconds(1), stopped.get());
    }
  }

  @Test
  void innerLimitStopsTheInnerBodyOnly() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto();
        Watchdog watchdog = new Watchdog("dog", time)) {
      TimeLimit outer = watchdog.arm(Deadline.after(LIMIT, time));
      TimeLimit inner =
          watchdog.armWithin(outer, time.nanoTime() + Duration.ofSeconds(5).toNanos());
      assertThrows(InterruptedException.class, () -> time.sleep(HOUR));
      assertTrue(inner.end());
      assertEquals(Duration.ofSeconds(5), time.elapsed());

      time.sleep(Duration.ofSeconds(20));
      assertThrows(InterruptedException.class, () -> time.sleep(HOUR));

      assertEquals(LIMIT, time.elapsed());
      assertTrue(outer.end());
    }
  }

  @Test
  void outerBodyIsInterruptedWhenBothLimitsFiredDuringTheInnerOne() throws InterruptedException {
    // An inner body that overstays both limits: Outer(Inner(body)).
    try (VirtualTime time = VirtualTime.auto();
        Watchdog watchdog = new Watchdog("dog", time)) {
      TimeLimit outer = watchdog.arm(Deadline.after(LIMIT, time));
      TimeLimit inner =
          watchdog.armWithin(outer, time.nanoTime() + Duration.ofSeconds(5).toNanos());
      assertThrows(InterruptedException.class, () -> time.sleep(HOUR));
      assertThrows(InterruptedException.class, () -> time.sleep(HOUR));
      assertTrue(inner.end());

      assertThrows(InterruptedException.class, () -> time.sleep(HOUR));

      assertEquals(LIMIT, time.elapsed());
      assertTrue(outer.end());
    }
  }

  @Test
  void limitsDueAtTheSameInstantAllFire() {
    try (VirtualTime time = VirtualTime.auto();
        Watchdog watchdog = new Watchdog("dog", time)) {
      long deadline = time.nanoTime() + LIMIT.toNanos();
      TimeLimit outer = watchdog.arm(deadline);
      TimeLimit inner = watchdog.armWithin(outer, deadline);
      assertThrows(InterruptedException.class, () -> time.sleep(HOUR));
      assertTrue(inner.end());
      assertThrows(InterruptedException.class, () -> time.sleep(HOUR));
      assertTrue(outer.end());
      assertEquals(LIMIT, time.elapsed());
    }
  }

  @Test
  void limitOfOnesOwnIsAwaitedByEndAndMayBlockWithoutDelayingOthers() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto();
        Watchdog watchdog = new Watchdog("dog", time)) {
      AtomicReference<Duration> otherStopped = new AtomicReference<>();
      AtomicBoolean over = new AtomicBoolean();
      TimeLimit slow =
          new TimeLimit() {
            @Override
            protected void onFire() {
              sleepWell(time, HOUR);
              over.set(true);
            }
          };
      watchdog.arm(slow, Deadline.after(LIMIT, time));
      Thread other =
          time.start(
              "other",
              () -> {
                TimeLimit limit = watchdog.arm(Deadline.after(LIMIT.plusSeconds(1), time));
                assertThrows(InterruptedException.class, () -> time.sleep(HOUR));
                otherStopped.set(time.elapsed());
                limit.end();
              });
      time.sleep(LIMIT.plusSeconds(2));

      assertTrue(slow.hasFired());
      assertTrue(slow.end());

      assertTrue(over.get());
      assertEquals(HOUR.plus(LIMIT), time.elapsed());
      assertEquals(LIMIT.plusSeconds(1), otherStopped.get());
      time.join(other);
    }
  }

  @Test
  void interruptWhileEndWaitsForTheFiringIsKept() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto();
        Watchdog watchdog = new Watchdog("dog", time)) {
      Thread owner = Thread.currentThread();
      TimeLimit slow =
          new TimeLimit() {
            @Override
            protected void onFire() {
              sleepWell(time, HOUR);
              time.interrupt(owner);
              sleepWell(time, HOUR);
            }
          };
      watchdog.arm(slow, Deadline.after(LIMIT, time));
      time.sleep(LIMIT.plusSeconds(1));

      assertTrue(slow.end());

      assertEquals(HOUR.multipliedBy(2).plus(LIMIT), time.elapsed());
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void uniformLimitsCostAboutOneWakeUpPerInterval() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto();
        Watchdog watchdog = new Watchdog("dog", time)) {
      for (int call = 0; call < 6_000; call++) {
        TimeLimit limit = watchdog.arm(Deadline.after(LIMIT, time));
        time.sleep(Duration.ofMillis(60));
        assertFalse(limit.end());
        time.sleep(Duration.ofMillis(40));
      }

      assertEquals(Duration.ofMinutes(10), time.elapsed());
      long wakeUps = watchdog.stats().wakeUps();
      assertTrue(wakeUps <= 24, () -> wakeUps + " wake-ups in 20 intervals");
    }
  }

  @Test
  void watchdogWithoutWorkDoesNotWakeUp() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto();
        Watchdog watchdog = new Watchdog("dog", time)) {
      watchdog.arm(Deadline.after(LIMIT, time)).end();

      time.sleep(Duration.ofDays(365));

      long wakeUps = watchdog.stats().wakeUps();
      assertTrue(wakeUps <= 3, () -> wakeUps + " wake-ups in a year without work");
    }
  }

  @Test
  void hundredThousandLimitsOutstandingEachFireAtTheirOwnInstantOrNotAtAll()
      throws InterruptedException {
    int threads = 100;
    int perThread = 1_000;
    try (VirtualTime time = VirtualTime.auto();
        Watchdog watchdog = new Watchdog("dog", time)) {
      AtomicInteger late = new AtomicInteger();
      AtomicLong fired = new AtomicLong();
      AtomicLong wrong = new AtomicLong();
      List<Thread> owners = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int number = thread;
        owners.add(
            time.start(
                "owner-" + thread,
                () -> {
                  List<TimeLimit> limits = new ArrayList<>();
                  for (int i = 0; i < perThread; i++) {
                    // One in ten is due within the hour, each at an instant of its own.
                    Duration due =
                        i % 10 == 0
                            ? Duration.ofMillis(1 + (long) number * perThread + i)
                            : HOUR.plusSeconds(i);
                    long deadline = time.nanoTime() + due.toNanos();
                    TimeLimit limit = new ExactLimit(time, late);
                    watchdog.arm(limit, deadline);
                    limits.add(limit);
                  }
                  sleepWell(time, HOUR);
                  for (int i = 0; i < perThread; i++) {
                    boolean hasFired = limits.get(i).end();
                    fired.addAndGet(hasFired ? 1 : 0);
                    wrong.addAndGet(hasFired == (i % 10 == 0) ? 0 : 1);
                  }
                }));
      }
      time.sleep(Duration.ofNanos(1));
      assertEquals(threads * perThread, watchdog.stats().armed());
      for (Thread owner : owners) {
        time.join(owner);
      }

      assertEquals(0, wrong.get());
      assertEquals(0, late.get());
      assertEquals(threads * perThread / 10, fired.get());
      assertEquals(0, watchdog.stats().armed());
    }
  }

  /** Counts firings at another instant than the deadline. */
  private static final class ExactLimit extends TimeLimit {
    private final TimeSource time;
    private final AtomicInteger late;

    ExactLimit(TimeSource time, AtomicInteger late) {
      this.time = time;
      this.late = late;
    }

    @Override
    protected void onFire() {
      if (time.nanoTime() != deadlineNanos()) {
        late.incrementAndGet();
      }
    }
  }

  private static void sleepWell(TimeSource time, Duration duration) {
    try {
      time.sleep(duration);
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}

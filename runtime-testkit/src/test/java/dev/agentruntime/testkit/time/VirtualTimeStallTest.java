package dev.agentruntime.testkit.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.time.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that would hang fail instead, and say which thread is to blame. */
@Timeout(60)
class VirtualTimeStallTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration HOUR = Duration.ofHours(1);

  private final CountDownLatch neverOpened = new CountDownLatch(1);

  @Test
  void threadThatWaitsForSomethingForeignIsNamedWithItsStackAndInterrupted() {
    VirtualTime time = VirtualTime.builder().stallAfter(SHORT).build();
    AtomicReference<InterruptedException> released = new AtomicReference<>();
    time.start("waits for a latch", () -> awaitForeign(released));

    StallError stall = assertThrows(StallError.class, () -> time.sleep(HOUR));

    assertContains(stall, "virtual time stood still for PT0.2S of real time");
    assertContains(
        stall,
        "these threads count as running and neither parked nor ended\n  'waits for a latch'");
    assertContains(stall, "awaitForeign");
    assertContains(
        stall,
        "and these wait\n  '" + Thread.currentThread().getName() + "' parked for another PT1H");
    assertEquals(Duration.ZERO, time.elapsed(), "time stood still rather than leapt");
    AssertionError reported = assertThrows(AssertionError.class, time::close);
    assertContains(reported, "waits for a latch");
    assertTrue(released.get() != null, "and it was let go");
  }

  @Test
  void testThreadThatWaitsForSomethingForeignIsInterrupted() {
    VirtualTime time = VirtualTime.builder().stallAfter(SHORT).build();
    time.start("sleeper", () -> assertThrows(StallError.class, () -> time.sleep(HOUR)));

    assertThrows(InterruptedException.class, neverOpened::await);

    assertContains(
        assertThrows(AssertionError.class, time::close), "'sleeper' parked for another PT1H");
  }

  @Test
  void threadsThatAllWaitForEachOtherAreNamed() {
    VirtualTime time = VirtualTime.builder().stallAfter(SHORT).build();
    time.start("other", () -> time.park(Deadline.never()));

    StallError stall = assertThrows(StallError.class, () -> time.park(Deadline.never()));

    assertContains(stall, "every thread is parked and none has a deadline\n  '");
    assertContains(stall, "'other' parked without a deadline");
    assertThrows(AssertionError.class, time::close);
  }

  @Test
  void parkingTheOnlyHandOfAManualClockIsAStall() {
    VirtualTime time = VirtualTime.builder().movedByHand().stallAfter(SHORT).build();

    StallError stall = assertThrows(StallError.class, () -> time.sleep(HOUR));

    assertContains(stall, "every thread is parked, so none can call advance()");
    assertThrows(AssertionError.class, time::close);
  }

  @Test
  void advanceFailsWhenAThreadDoesNotComeToRest() {
    VirtualTime time = VirtualTime.builder().movedByHand().stallAfter(SHORT).build();
    time.start("waits for a latch", () -> awaitForeign(new AtomicReference<>()));

    Throwable failed = assertThrows(Throwable.class, () -> time.advance(HOUR));

    // The advancing thread runs as well, so it may see the interrupt first.
    assertTrue(
        failed instanceof StallError || failed instanceof InterruptedException, failed::toString);
    assertContains(assertThrows(AssertionError.class, time::close), "waits for a latch");
  }

  @Test
  void stalledTimeStaysStalled() {
    VirtualTime time = VirtualTime.builder().stallAfter(SHORT).build();
    assertThrows(StallError.class, () -> time.park(Deadline.never()));

    assertThrows(StallError.class, () -> time.sleep(HOUR));
    assertThrows(StallError.class, () -> time.start("late", () -> {}));
    assertThrows(AssertionError.class, time::close);
  }

  @Test
  void workingTestThreadIsNoStallWhileNobodyWaits() throws InterruptedException {
    try (VirtualTime time = VirtualTime.builder().stallAfter(Duration.ofMillis(20)).build()) {
      time.sleep(HOUR); // starts the detector
      Thread real = Thread.ofPlatform().start(VirtualTimeStallTest::passHundredMilliseconds);
      real.join();

      time.sleep(HOUR);

      assertEquals(HOUR.multipliedBy(2), time.elapsed());
    }
  }

  @Test
  void threadLeftParkedFailsCloseAndIsEnded() {
    VirtualTime time = VirtualTime.auto();
    Thread left = time.start("left behind", () -> time.park(Deadline.never()));

    AssertionError failed = assertThrows(AssertionError.class, time::close);

    assertContains(
        failed,
        "threads left at the end of virtual time:\n  'left behind' parked without a deadline");
    assertFalse(left.isAlive());
    assertFalse(failed.toString().contains("a task threw"), failed::toString);
  }

  @Test
  void threadAboutToEndIsWaitedFor() {
    VirtualTime time = VirtualTime.auto();
    Thread ending = time.start("ending", VirtualTimeStallTest::passHundredMilliseconds);

    time.close();

    assertFalse(ending.isAlive());
  }

  @Test
  void taskThatThrowsFailsClose() throws InterruptedException {
    VirtualTime time = VirtualTime.auto();
    IllegalArgumentException thrown = new IllegalArgumentException("broken task");
    Thread broken =
        time.start(
            "broken",
            () -> {
              throw thrown;
            });
    time.join(broken);
    assertSame(thrown, time.uncaught().getFirst());

    AssertionError failed = assertThrows(AssertionError.class, time::close);

    assertContains(failed, "a task threw java.lang.IllegalArgumentException: broken task");
    assertSame(thrown, failed.getSuppressed()[0]);
  }

  @Test
  void closedTimeRefusesUse() {
    VirtualTime time = VirtualTime.auto();
    time.close();
    time.close();

    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> time.start("late", () -> {}));
    assertEquals("virtual time is closed: its test is over", refused.getMessage());
    assertThrows(IllegalStateException.class, () -> time.park(Deadline.never()));
  }

  @Test
  void closeOfAnInterruptedThreadKeepsTheFlag() {
    VirtualTime time = VirtualTime.auto();
    time.start("ending", VirtualTimeStallTest::passHundredMilliseconds);
    Thread.currentThread().interrupt();

    time.close();

    assertTrue(Thread.interrupted());
  }

  private void awaitForeign(AtomicReference<InterruptedException> released) {
    try {
      neverOpened.await();
    } catch (InterruptedException stopped) {
      released.set(stopped);
    }
  }

  /** Real time has to pass for these rules to mean anything. */
  private static void passHundredMilliseconds() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < 100_000_000) {
      Thread.onSpinWait();
    }
  }

  private static void assertContains(Throwable thrown, String part) {
    assertTrue(
        String.valueOf(thrown.getMessage()).contains(part),
        () -> "'" + part + "' is not in: " + thrown.getMessage());
  }
}

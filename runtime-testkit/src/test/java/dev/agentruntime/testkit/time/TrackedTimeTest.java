package dev.agentruntime.testkit.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TrackedTimeTest {
  private final TrackedTime time = TrackedTime.system();

  @Test
  void liveThreadsAreThoseStartedHereAndNotEnded() {
    CountDownLatch open = new CountDownLatch(1);
    Thread one = time.start("one", () -> await(open));
    Thread keeper = time.startTimekeeper("keeper", () -> await(open));
    time.start("quick", () -> {});

    assertEquals(List.of(one, keeper), left(2));
    open.countDown();
    assertEquals(List.of(), time.awaitEnd(Duration.ofSeconds(20)));
    assertEquals(List.of(), time.liveThreads());
  }

  @Test
  void threadIsListedUntilItHasReallyEnded() {
    Thread thread = time.start("short", () -> {});

    while (thread.isAlive()) {
      assertTrue(time.liveThreads().contains(thread) || !thread.isAlive());
    }

    assertEquals(List.of(), time.liveThreads());
  }

  @Test
  void boundedWaitNamesWhoIsLeft() {
    CountDownLatch open = new CountDownLatch(1);
    Thread stuck = time.start("stuck", () -> await(open));

    assertEquals(List.of(stuck), time.awaitEnd(Duration.ZERO));

    open.countDown();
    assertEquals(List.of(), time.awaitEnd(Duration.ofSeconds(20)));
  }

  @Test
  void waitingThreadDoesNotWaitForItself() {
    TrackedTime tracked = time;
    CountDownLatch done = new CountDownLatch(1);
    Thread waiter =
        time.start(
            "waiter",
            () -> {
              tracked.awaitEnd(Duration.ofSeconds(20));
              done.countDown();
            });

    assertEquals(List.of(), time.awaitEnd(Duration.ofSeconds(10)));
    assertEquals(0, done.getCount());
    assertFalse(waiter.isAlive());
  }

  @Test
  void escapedThrowableIsKept() {
    IllegalArgumentException thrown = new IllegalArgumentException("broken task");
    TrackedTime quiet =
        TrackedTime.of(
            TimeSource.system(Thread.ofVirtual().uncaughtExceptionHandler((t, e) -> {}).factory()));
    quiet.start(
        "broken",
        () -> {
          throw thrown;
        });
    quiet.awaitEnd(Duration.ofSeconds(20));

    assertSame(thrown, quiet.uncaught().getFirst());
  }

  @Test
  void endedThreadsAreDroppedHoweverManyWereStarted() {
    for (int i = 0; i < 2_000; i++) {
      time.start("t" + i, () -> {});
    }

    assertEquals(List.of(), time.awaitEnd(Duration.ofSeconds(20)));
  }

  @Test
  void everythingElseIsPassedOn() throws InterruptedException {
    try (VirtualTime virtual = VirtualTime.builder().startingAt(Instant.EPOCH).build()) {
      TrackedTime tracked = TrackedTime.of(virtual);
      Thread thread = tracked.start("sleeper", () -> sleep(tracked, Duration.ofHours(2)));
      tracked.unpark(Thread.currentThread());
      tracked.park(Deadline.never());

      tracked.sleep(Duration.ofHours(1));
      assertEquals(Instant.EPOCH.plusSeconds(3_600), tracked.instant());
      assertEquals(virtual.nanoTime(), tracked.nanoTime());
      assertEquals(List.of(thread), tracked.liveThreads());
      tracked.interrupt(thread);
      virtual.join(thread);
      assertEquals(List.of(), tracked.liveThreads());
    }
  }

  private List<Thread> left(int count) {
    while (time.liveThreads().size() > count) {
      Thread.onSpinWait();
    }
    return time.liveThreads();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  private static void sleep(TimeSource time, Duration duration) {
    try {
      time.sleep(duration);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.agentruntime.testkit.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VirtualTimeTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void sleepTakesItsVirtualTimeExactlyAndNoRealTime() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      long before = time.nanoTime();
      Instant beforeOnTheWall = time.instant();

      time.sleep(Duration.ofDays(365));

      assertEquals(Duration.ofDays(365), Duration.ofNanos(time.nanoTime() - before));
      assertEquals(Duration.ofDays(365), Duration.between(beforeOnTheWall, time.instant()));
      assertEquals(Duration.ofDays(365), time.elapsed());
    }
  }

  @Test
  void monotonicClockOverflowsWithinTheFirstHour() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      assertTrue(time.nanoTime() > 0);

      time.sleep(HOUR);

      assertTrue(time.nanoTime() < 0);
      assertEquals(HOUR, time.elapsed());
    }
  }

  @Test
  void wallClockStartsWhereItIsTold() {
    Instant start = Instant.parse("2031-05-06T07:08:09Z");

    try (VirtualTime time = VirtualTime.builder().startingAt(start).build();
        VirtualTime usual = VirtualTime.auto()) {
      assertEquals(start, time.instant());
      assertEquals(Instant.parse("2030-01-01T00:00:00Z"), usual.instant());
    }
  }

  @Test
  void timeStandsStillWhileAThreadRuns() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      Thread sleeper = time.start("sleeper", () -> sleep(time, HOUR));

      time.settle();

      assertEquals(Duration.ZERO, time.elapsed(), "the test thread runs");
      time.join(sleeper);
      assertEquals(HOUR, time.elapsed());
    }
  }

  @Test
  void joinReturnsAtTheInstantTheThreadEnds() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      Thread shorter = time.start("1 h", () -> sleep(time, HOUR));
      Thread longer = time.start("2 h", () -> sleep(time, HOUR.multipliedBy(2)));

      time.join(shorter);
      assertEquals(HOUR, time.elapsed());
      assertFalse(shorter.isAlive());
      time.join(longer);
      assertEquals(HOUR.multipliedBy(2), time.elapsed());
    }
  }

  @Test
  void joiningAnEndedOrAForeignThreadNeedsNoVirtualTime() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      Thread ended = time.start("ended", () -> {});
      time.join(ended);
      time.join(ended);
      time.join(Thread.ofPlatform().start(() -> {}));

      assertEquals(Duration.ZERO, time.elapsed());
    }
  }

  @Test
  void interruptedJoinSaysWhomItWaitedFor() {
    try (VirtualTime time = VirtualTime.auto()) {
      Thread sleeper = time.start("slow one", () -> sleep(time, HOUR));
      Thread.currentThread().interrupt();

      InterruptedException stopped =
          assertThrows(InterruptedException.class, () -> time.join(sleeper));

      assertEquals("interrupted while joining 'slow one'", stopped.getMessage());
      time.interrupt(sleeper);
    }
  }

  @Test
  void threadsDueAtTheSameInstantWakeOneByOneInStartOrder() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      List<String> trail = new ArrayList<>(); // no lock: one thread at a time
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String name = "t" + i;
        threads.add(
            time.start(
                name,
                () -> {
                  sleep(time, HOUR);
                  trail.add(name + " first");
                  sleep(time, HOUR);
                  trail.add(name + " second");
                }));
      }
      for (Thread thread : threads) {
        time.join(thread);
      }

      List<String> expected = new ArrayList<>();
      for (String round : List.of(" first", " second")) {
        for (int i = 0; i < 20; i++) {
          expected.add("t" + i + round);
        }
      }
      assertEquals(expected, trail);
    }
  }

  @Test
  void threadsDueAtTheSameInstantMayMeetAtAForeignBarrier() throws InterruptedException {
    try (VirtualTime time = VirtualTime.builder().stallAfter(Duration.ofSeconds(2)).build()) {
      CyclicBarrier barrier = new CyclicBarrier(2);
      Runnable meet =
          () -> {
            sleep(time, HOUR);
            try {
              barrier.await();
            } catch (Exception failed) {
              throw new AssertionError(failed);
            }
          };
      Thread one = time.start("one", meet);
      Thread other = time.start("other", meet);

      time.join(one);
      time.join(other);

      assertEquals(HOUR, time.elapsed());
    }
  }

  @Test
  void wakeUpThatComesFirstIsKeptAndKeptOnce() {
    try (VirtualTime time = VirtualTime.auto()) {
      Thread me = Thread.currentThread();
      time.unpark(me);
      time.unpark(me);
      Deadline inAnHour = Deadline.after(HOUR, time);

      time.park(inAnHour);
      assertEquals(Duration.ZERO, time.elapsed());
      time.park(inAnHour);
      assertEquals(HOUR, time.elapsed());
    }
  }

  @Test
  void parkReturnsAtOnceAfterTheDeadline() {
    try (VirtualTime time = VirtualTime.auto()) {
      time.park(Deadline.after(Duration.ZERO, time));
      time.park(Deadline.after(Duration.ofSeconds(-1), time));

      assertEquals(Duration.ZERO, time.elapsed());
    }
  }

  @Test
  void unparkedThreadDoesNotLeaveAWakeUpBehind() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      Thread waiter = time.start("waiter", () -> time.park(Deadline.after(HOUR, time)));
      time.settle();
      time.unpark(waiter);
      time.join(waiter);

      time.sleep(HOUR.multipliedBy(3));

      assertEquals(HOUR.multipliedBy(3), time.elapsed());
    }
  }

  @Test
  void interruptThroughTheDoorEndsASleepWithoutMovingTime() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      AtomicBoolean interrupted = new AtomicBoolean();
      Thread sleeper = time.start("sleeper", () -> interrupted.set(!sleptWell(time, HOUR)));
      time.settle();

      time.interrupt(sleeper);
      time.join(sleeper);

      assertTrue(interrupted.get());
      assertEquals(Duration.ZERO, time.elapsed());
    }
  }

  @Test
  void plainInterruptEndsASleepWithoutMovingTime() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      AtomicBoolean interrupted = new AtomicBoolean();
      Thread sleeper = time.start("sleeper", () -> interrupted.set(!sleptWell(time, HOUR)));
      time.settle();

      sleeper.interrupt();
      time.join(sleeper); // parks at once, while the sleeper may not have noticed yet

      assertTrue(interrupted.get());
      assertEquals(Duration.ZERO, time.elapsed());
    }
  }

  @Test
  void interruptedThreadDoesNotParkAndKeepsItsFlag() {
    try (VirtualTime time = VirtualTime.auto()) {
      Thread.currentThread().interrupt();

      time.park(Deadline.after(HOUR, time));

      assertTrue(Thread.interrupted());
      assertEquals(Duration.ZERO, time.elapsed());
    }
  }

  @Test
  void threadNotStartedHereTakesPartFromItsFirstPark() throws InterruptedException {
    // It ends without telling, which the detector notices at its next look.
    try (VirtualTime time = VirtualTime.builder().stallAfter(Duration.ofSeconds(4)).build()) {
      AtomicReference<Duration> woke = new AtomicReference<>();
      Thread foreign =
          Thread.ofPlatform()
              .start(
                  () -> {
                    sleep(time, HOUR);
                    woke.set(time.elapsed());
                  });
      while (foreign.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }

      time.sleep(HOUR.multipliedBy(2));
      foreign.join();

      assertEquals(HOUR, woke.get());
      assertEquals(HOUR.multipliedBy(2), time.elapsed());
    }
  }

  @Test
  void foreignThreadMayWakeAParkedOne() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      AtomicBoolean open = new AtomicBoolean();
      Thread me = Thread.currentThread();
      Thread foreign =
          Thread.ofPlatform()
              .start(
                  () -> {
                    open.set(true);
                    time.unpark(me);
                  });

      while (!open.get()) {
        time.park(Deadline.never());
      }
      foreign.join();

      assertEquals(Duration.ZERO, time.elapsed());
    }
  }

  @Test
  void manualTimeMovesOnlyByHandAndStopsAtEachWakeUp() throws InterruptedException {
    try (VirtualTime time = VirtualTime.manual()) {
      List<Duration> wakeUps = Collections.synchronizedList(new ArrayList<>());
      Thread ticker =
          time.start(
              "ticker",
              () -> {
                for (int i = 0; i < 5; i++) {
                  sleep(time, Duration.ofMinutes(10));
                  wakeUps.add(time.elapsed());
                }
              });
      time.settle();
      assertEquals(Duration.ZERO, time.elapsed());

      time.advance(Duration.ofMinutes(25));
      assertEquals(List.of(Duration.ofMinutes(10), Duration.ofMinutes(20)), wakeUps);
      assertEquals(Duration.ofMinutes(25), time.elapsed());
      time.advance(Duration.ofMinutes(5));
      assertEquals(3, wakeUps.size());
      time.advance(HOUR);
      assertEquals(5, wakeUps.size());
      time.join(ticker);
    }
  }

  @Test
  void advanceIsRefusedWhereTimeMovesByItself() {
    try (VirtualTime time = VirtualTime.auto();
        VirtualTime manual = VirtualTime.manual()) {
      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> time.advance(HOUR));
      assertEquals(
          "advance() needs VirtualTime.manual(); this clock moves by itself, use sleep()",
          refused.getMessage());
      IllegalArgumentException back =
          assertThrows(
              IllegalArgumentException.class, () -> manual.advance(Duration.ofSeconds(-1)));
      assertEquals("duration must not be negative, was PT-1S", back.getMessage());
    }
  }

  @Test
  void stallBoundMustBePositive() {
    VirtualTime.Builder builder = VirtualTime.builder();

    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> builder.stallAfter(Duration.ZERO));

    assertEquals("stall bound must be positive, was PT0S", refused.getMessage());
  }

  @Test
  void liveThreadsAreThoseStartedHereAndNotEnded() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      Thread one = time.start("one", () -> sleep(time, HOUR));
      Thread other = time.start("other", () -> sleep(time, HOUR.multipliedBy(2)));

      assertEquals(List.of(one, other), time.liveThreads());
      time.join(one);
      assertEquals(List.of(other), time.liveThreads());
      time.join(other);
      assertEquals(List.of(), time.liveThreads());
    }
  }

  @Test
  void countsThreadsExactlyWhenManyStartAndEnd() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      AtomicInteger ran = new AtomicInteger();
      for (int i = 0; i < 500; i++) {
        time.join(time.start("t" + i, ran::incrementAndGet));
      }
      assertEquals(500, ran.get());
      assertEquals(List.of(), time.liveThreads());
    }
  }

  private static void sleep(VirtualTime time, Duration duration) {
    sleptWell(time, duration);
  }

  private static boolean sleptWell(VirtualTime time, Duration duration) {
    try {
      time.sleep(duration);
      return true;
    } catch (InterruptedException _) {
      return false;
    }
  }
}

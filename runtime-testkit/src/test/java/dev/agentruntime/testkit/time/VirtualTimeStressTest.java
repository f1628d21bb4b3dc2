package dev.agentruntime.testkit.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Time must be exact in every round: one leap in twenty thousand would make every test built on it
 * a gamble.
 */
@Timeout(300)
class VirtualTimeStressTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int ROUNDS = 20_000;

  private interface JoinRound {
    void run(VirtualTime time) throws InterruptedException;
  }

  private static void repeat(int rounds, JoinRound round) throws InterruptedException {
    for (int i = 0; i < rounds; i++) {
      try (VirtualTime time = VirtualTime.auto()) {
        round.run(time);
      }
    }
  }

  @Test
  void parentThatJoinsByParkSeesEachChildEndAtItsOwnHour() throws InterruptedException {
    repeat(
        ROUNDS,
        time -> {
          Thread parent = Thread.currentThread();
          AtomicInteger ended = new AtomicInteger();
          for (int hours = 1; hours <= 2; hours++) {
            Duration sleep = HOUR.multipliedBy(hours);
            time.start(
                hours + " h",
                () -> {
                  sleep(time, sleep);
                  ended.incrementAndGet();
                  time.unpark(parent);
                });
          }
          for (int hours = 1; hours <= 2; hours++) {
            while (ended.get() < hours) {
              time.park(Deadline.never());
            }
            assertEquals(HOUR.multipliedBy(hours), time.elapsed());
          }
        });
  }

  @Test
  void interruptByAParallelThreadNeverLetsTimeSlip() throws InterruptedException {
    // One sleeper, interrupted at one hour by another thread: by turns through the door and behind
    // its back.
    AtomicLong turns = new AtomicLong();
    repeat(
        ROUNDS,
        time -> {
          boolean plain = turns.getAndIncrement() % 2 == 0;
          AtomicLong interruptedAt = new AtomicLong(-1);
          Thread sleeper =
              time.start(
                  "sleeper",
                  () -> {
                    try {
                      time.sleep(HOUR.multipliedBy(3));
                    } catch (InterruptedException _) {
                      interruptedAt.set(time.elapsed().toHours());
                    }
                  });
          time.start(
              "interrupter",
              () -> {
                sleep(time, HOUR);
                if (plain) {
                  sleeper.interrupt();
                } else {
                  time.interrupt(sleeper);
                }
              });
          time.join(sleeper);
          assertEquals(1, interruptedAt.get());
          assertEquals(HOUR, time.elapsed());
        });
  }

  @Test
  void thousandThreadsEachSeeExactlyTheirOwnTime() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      int threads = 1_000;
      AtomicInteger wrong = new AtomicInteger();
      List<Thread> started = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        SplittableRandom random = new SplittableRandom(4_711 + i);
        started.add(
            time.start(
                "sleeper-" + i,
                () -> {
                  long slept = 0;
                  for (int round = 0; round < 10; round++) {
                    long nanos = random.nextLong(1, 3_600_000_000_000L);
                    slept += nanos;
                    sleep(time, Duration.ofNanos(nanos));
                    if (time.elapsed().toNanos() != slept) {
                      wrong.incrementAndGet();
                    }
                  }
                }));
      }
      for (Thread thread : started) {
        time.join(thread);
      }
      assertEquals(0, wrong.get());
    }
  }

  @Test
  void pingPongKeepsTimeStill() throws InterruptedException {
    // Two threads hand a ball to and fro by unpark while a third sleeps; each throw happens at the
    // same instant.
    try (VirtualTime time = VirtualTime.auto()) {
      Thread sleeper = time.start("sleeper", () -> sleep(time, HOUR));
      AtomicInteger ball = new AtomicInteger();
      Thread[] players = new Thread[2];
      AtomicBoolean ready = new AtomicBoolean();
      Thread referee = Thread.currentThread();
      for (int i = 0; i < 2; i++) {
        int me = i;
        players[me] =
            time.start(
                "player-" + me,
                () -> {
                  while (!ready.get()) {
                    time.park(Deadline.never());
                  }
                  while (ball.get() < 50_000) {
                    if (ball.get() % 2 == me) {
                      ball.incrementAndGet();
                      time.unpark(players[1 - me]);
                    } else {
                      time.park(Deadline.never());
                    }
                  }
                  time.unpark(players[1 - me]);
                  time.unpark(referee);
                });
      }
      ready.set(true);
      Arrays.stream(players).forEach(time::unpark);
      while (ball.get() < 50_000) {
        time.park(Deadline.never());
      }
      assertEquals(Duration.ZERO, time.elapsed());
      for (Thread player : players) {
        time.join(player);
      }
      time.join(sleeper);
      assertEquals(HOUR, time.elapsed());
    }
  }

  private static void sleep(VirtualTime time, Duration duration) {
    try {
      time.sleep(duration);
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}

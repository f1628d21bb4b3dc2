package dev.agentruntime.middleware.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.internal.FairPermits.Answer;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Threads that take permits, give up, and are interrupted, all at once, in real time. */
class FairPermitsStressTest {
  private static final int PERMITS = 3;
  private static final int THREADS = 8;
  private static final int ROUNDS = 2_000;

  private final TimeSource time = TimeSource.system();
  private final FairPermits permits = new FairPermits(PERMITS, THREADS, time);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger granted = new AtomicInteger();
  private final AtomicInteger tooLate = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();

  @Test
  void noPermitIsLostOrHandedOutTwice() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom random = new SplittableRandom(i);
      threads.add(time.start("taker-" + i, () -> take(random)));
    }
    SplittableRandom random = new SplittableRandom(99);
    while (threads.stream().anyMatch(Thread::isAlive)) {
      time.interrupt(threads.get(random.nextInt(THREADS)));
      time.park(Deadline.after(Duration.ofNanos(50_000), time));
    }
    threads.forEach(time::awaitEnd);

    assertEquals(0, permits.taken());
    assertEquals(0, permits.waiting());
    assertEquals(PERMITS, most.get());
    assertEquals(THREADS * ROUNDS, granted.get() + tooLate.get() + interrupted.get());
    assertTrue(granted.get() > 0 && tooLate.get() > 0 && interrupted.get() > 0, counts());
  }

  private void take(SplittableRandom random) {
    for (int round = 0; round < ROUNDS; round++) {
      Duration patience = Duration.ofNanos(random.nextLong(20_000));
      try {
        Answer answer = permits.acquire(Deadline.after(patience, time));
        (answer == Answer.GRANTED ? granted : tooLate).incrementAndGet();
        if (answer == Answer.GRANTED) {
          hold(Duration.ofNanos(random.nextLong(40_000)));
        }
      } catch (InterruptedException e) {
        interrupted.incrementAndGet();
      }
    }
  }

  /** Parked rather than busy, so that others get a processor and the permits are all in use. */
  private void hold(Duration how) {
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    time.park(Deadline.after(how, time));
    inside.decrementAndGet();
    permits.release();
  }

  private String counts() {
    return granted + " granted, " + tooLate + " too late, " + interrupted + " interrupted";
  }
}

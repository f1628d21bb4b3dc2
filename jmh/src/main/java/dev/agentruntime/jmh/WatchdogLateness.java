package dev.agentruntime.jmh;

import com.sun.management.OperatingSystemMXBean;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How late does a time limit interrupt its thread, with 100,000 others outstanding? A program of
 * its own, since JMH measures how long something takes and not when it happens.
 *
 * <p>Threads arm limits of 20 to 220 ms, block until they are interrupted, and note how long after
 * the deadline they ran again. The baseline are threads that park until such a deadline with no
 * watchdog, in the same process: what is late there is the machine's doing.
 *
 * <p>{@code mvn -q -pl jmh -am package -DskipTests exec:exec
 * -Djmh.main=dev.agentruntime.jmh.WatchdogLateness -Djmh.args=}
 */
public final class WatchdogLateness {
  private static final int THREADS = 200;
  private static final int ROUNDS = 50;
  private static final int OUTSTANDING = 100_000;
  private static final long SHORTEST_NANOS = Duration.ofMillis(20).toNanos();
  private static final long LONGEST_NANOS = Duration.ofMillis(220).toNanos();
  private static final Duration FAR = Duration.ofHours(10);

  private final TimeSource time = TimeSource.system();
  private final Watchdog watchdog = new Watchdog("lateness-watchdog", time);

  private WatchdogLateness() {}

  /**
   * Measures and prints.
   *
   * @param args none
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    new WatchdogLateness().measure();
  }

  private void measure() throws InterruptedException {
    try (watchdog) {
      System.out.printf(
          Locale.ROOT,
          "%-34s %8s %8s %8s %8s %8s%n",
          "late by, ms",
          "p50",
          "p99",
          "p99.9",
          "max",
          "cpu");
      round("(warm-up)", this::interrupted);
      round("timed park", this::parked);
      round("limit", this::interrupted);
      for (int i = 0; i < OUTSTANDING; i++) {
        time.start("outstanding", () -> watchdog.arm(Deadline.after(FAR, time))).join();
      }
      round("timed park", this::parked);
      round("limit, " + watchdog.stats().armed() + " outstanding", this::interrupted);
    }
  }

  /** What a thread does until a deadline: the nanoseconds by which it was late. */
  private interface Wait {
    long until(long deadlineNanos);
  }

  private long parked(long deadlineNanos) {
    while (deadlineNanos - time.nanoTime() > 0) {
      time.park(Deadline.afterNanos(deadlineNanos - time.nanoTime(), time.nanoTime()));
    }
    return time.nanoTime() - deadlineNanos;
  }

  private long interrupted(long deadlineNanos) {
    TimeLimit limit = watchdog.arm(deadlineNanos);
    while (!Thread.currentThread().isInterrupted()) {
      time.park(Deadline.never());
    }
    long late = time.nanoTime() - deadlineNanos;
    if (!limit.end()) {
      throw new IllegalStateException("interrupted by somebody else");
    }
    return late;
  }

  private void round(String what, Wait wait) throws InterruptedException {
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long cpu = process.getProcessCpuTime();
    long[] lateNanos = new long[THREADS * ROUNDS];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      threads.add(time.start("late-" + i, () -> fill(lateNanos, thread, wait)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    cpu = process.getProcessCpuTime() - cpu;
    Arrays.sort(lateNanos);
    System.out.printf(
        Locale.ROOT,
        "%-34s %8.2f %8.2f %8.2f %8.2f %6.0fms%n",
        what,
        millis(lateNanos, 0.5),
        millis(lateNanos, 0.99),
        millis(lateNanos, 0.999),
        millis(lateNanos, 1),
        cpu / 1e6);
  }

  private void fill(long[] lateNanos, int thread, Wait wait) {
    SplittableRandom random = new SplittableRandom(thread);
    for (int i = 0; i < ROUNDS; i++) {
      long deadlineNanos = time.nanoTime() + random.nextLong(SHORTEST_NANOS, LONGEST_NANOS);
      lateNanos[thread * ROUNDS + i] = wait.until(deadlineNanos);
    }
  }

  private static double millis(long[] sortedNanos, double share) {
    int last = sortedNanos.length - 1;
    return sortedNanos[(int) Math.round(last * share)] / 1e6;
  }
}

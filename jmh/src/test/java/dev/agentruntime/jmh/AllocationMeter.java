package dev.agentruntime.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes an operation allocates, counted by the virtual machine and not sampled. Confined to one
 * thread.
 *
 * <p>What is counted depends on what the optimising compiler has taken out so far, and so on the
 * machine's load. There are two ways around that, and a test says by {@link #requireOption} which
 * one it stands on:
 *
 * <ul>
 *   <li>{@code -XX:TieredStopAtLevel=1}: no such compiler. Every allocation of the source is made,
 *       so the figure is the same from the first warm operation on, to the byte, and any allocation
 *       that somebody adds shows.
 *   <li>{@code -Xbatch}, one operation in a virtual machine of its own: compilations happen at the
 *       same operations in every run. That is what a host sees after a while.
 * </ul>
 *
 * <p>One-time work – loading classes, linking lambdas – is over after the warm-up. The least of
 * many batches is taken, for what remains: a table that grows, or another thread, where the whole
 * process is counted.
 */
final class AllocationMeter {
  private static final ThreadMXBean THREADS =
      (ThreadMXBean) ManagementFactory.getPlatformMXBean(java.lang.management.ThreadMXBean.class);
  private static final int BATCHES = 20;
  private static final int BATCH = 100;

  /** Enough to load and link everything, twice over. */
  private static final int WARM = 300;

  /** Enough for the last recompilation of a run with ten thousand calls of everything in it. */
  private static final int OPTIMISED = 60_000;

  /** Keeps results from being optimised away. */
  @SuppressWarnings("UnusedVariable")
  private static volatile @Nullable Object result;

  private AllocationMeter() {}

  /** Fails, saying what to do, if the virtual machine does not run with an option as it should. */
  static void requireOption(String name, String value) {
    String actual =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption(name)
            .getValue();
    assertEquals(value, actual, () -> "run by Maven, which sets the option " + name);
  }

  /** What the calling thread allocates per operation. */
  static long bytes(Callable<?> operation) throws Exception {
    return least(operation, WARM, THREADS::getCurrentThreadAllocatedBytes);
  }

  /** What all threads together allocate per operation, ended ones included. */
  static long bytesOfAllThreads(Callable<?> operation) throws Exception {
    return least(operation, WARM, THREADS::getTotalThreadAllocatedBytes);
  }

  /** What the calling thread allocates per operation once everything has been optimised. */
  static long bytesOptimised(Callable<?> operation) throws Exception {
    return least(operation, OPTIMISED, THREADS::getCurrentThreadAllocatedBytes);
  }

  private static long least(Callable<?> operation, int warmUp, LongSupplier counter)
      throws Exception {
    for (int i = 0; i < warmUp; i++) {
      result = operation.call();
    }
    long least = Long.MAX_VALUE;
    for (int batch = 0; batch < BATCHES; batch++) {
      long before = counter.getAsLong();
      for (int i = 0; i < BATCH; i++) {
        result = operation.call();
      }
      least = Math.min(least, counter.getAsLong() - before);
    }
    return least / BATCH;
  }

  /** Fails, naming the operation, if a figure is beyond its bound. */
  static void assertAtMost(long bound, long bytes, String what) {
    assertTrue(
        bytes <= bound,
        () ->
            what
                + " allocates "
                + bytes
                + " bytes, at most "
                + bound
                + " are allowed: take the allocation out, or raise the bound in the same change"
                + " and say why");
  }
}

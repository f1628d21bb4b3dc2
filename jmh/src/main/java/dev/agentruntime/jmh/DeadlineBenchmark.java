package dev.agentruntime.jmh;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does asking a deadline cost, beside reading the clock alone? Thread-safe: no mutable state.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class DeadlineBenchmark {
  private final TimeSource time = TimeSource.system();
  private final Deadline far = Deadline.afterNanos(TimeUnit.HOURS.toNanos(1), time.nanoTime());

  /**
   * The baseline: one reading of the clock.
   *
   * @return the reading, so that it is not optimised away
   */
  @Benchmark
  public long baselineClock() {
    return time.nanoTime();
  }

  /**
   * One reading and one comparison.
   *
   * @return whether the deadline has passed
   */
  @Benchmark
  public boolean isExpired() {
    return far.isExpired(time.nanoTime());
  }
}

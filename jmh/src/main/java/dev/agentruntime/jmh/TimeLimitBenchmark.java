package dev.agentruntime.jmh;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does a time limit on a call cost, when the call ends in time?
 *
 * <p>Baselines: {@link #none}, the body alone; {@link #clock}, the body and one reading of the
 * clock, which a caller needs to say when the limit is due.
 *
 * <p>{@code mvn -q -pl jmh -am package exec:exec -Djmh.args="TimeLimitBenchmark -prof gc"}; on
 * virtual threads with {@code -jvmArgsAppend -Djmh.executor=VIRTUAL} added.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TimeLimitBenchmark {
  private static final long LIMIT_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long FAR_NANOS = Duration.ofHours(10).toNanos();

  /** How many other limits are armed meanwhile. */
  @Param({"0", "100000"})
  int outstanding;

  private final TimeSource time = TimeSource.system();
  private Watchdog watchdog;
  private long farDeadlineNanos;

  /** The outstanding limits are of as many threads, as in a host with that many blocked calls. */
  @Setup(Level.Trial)
  public void startWatchdog() throws InterruptedException {
    watchdog = new Watchdog("benchmark-watchdog", time);
    farDeadlineNanos = Deadline.after(Duration.ofNanos(FAR_NANOS), time).nanos();
    for (int i = 0; i < outstanding; i++) {
      time.start("outstanding", () -> watchdog.arm(farDeadlineNanos)).join();
    }
  }

  @TearDown(Level.Trial)
  public void stopWatchdog() {
    watchdog.close();
  }

  /** The body. */
  @Benchmark
  public void none(Blackhole body) {
    body.consume(this);
  }

  @Benchmark
  public long clock(Blackhole body) {
    long deadlineNanos = time.nanoTime() + LIMIT_NANOS;
    body.consume(this);
    return deadlineNanos;
  }

  /** The target: arm and end, when the caller has read the clock already. */
  @Benchmark
  public boolean limit(Blackhole body) {
    TimeLimit limit = watchdog.arm(farDeadlineNanos);
    body.consume(this);
    return limit.end();
  }

  @Benchmark
  public boolean limitAndClock(Blackhole body) {
    TimeLimit limit = watchdog.arm(time.nanoTime() + LIMIT_NANOS);
    body.consume(this);
    return limit.end();
  }

  /** A limit within a limit. */
  @Benchmark
  public boolean nested(Blackhole body) {
    TimeLimit outer = watchdog.arm(farDeadlineNanos);
    TimeLimit inner = watchdog.armWithin(outer, farDeadlineNanos);
    body.consume(this);
    boolean innerFired = inner.end();
    return outer.end() || innerFired;
  }

  /** An object that is its own limit, used again. */
  @Benchmark
  public boolean own(OwnLimit own, Blackhole body) {
    watchdog.arm(own.limit, farDeadlineNanos);
    body.consume(this);
    return own.limit.end();
  }

  /** One per thread. */
  @State(Scope.Thread)
  public static class OwnLimit {
    final TimeLimit limit =
        new TimeLimit() {
          @Override
          protected void onFire() {}
        };
  }
}

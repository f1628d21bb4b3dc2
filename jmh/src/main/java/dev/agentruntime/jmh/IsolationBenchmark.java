package dev.agentruntime.jmh;

import dev.agentruntime.scope.IsolatedResult;
import dev.agentruntime.scope.Isolation;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to run a call that may have to be left behind on a thread of its own? The floor
 * is one hop to a bare virtual thread and back, without a limit; the usual way is a future with a
 * time-out.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-Djmh.executor=VIRTUAL"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class IsolationBenchmark {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final TimeSource time = TimeSource.system();
  private final Watchdog watchdog = new Watchdog("watchdog", time);
  private final Isolation timed =
      Isolation.of("tools", time, StragglerPolicy.of(new StragglerRegistry()));
  private final Isolation watched = timed.withWatchdog(watchdog);
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Callable<String> body = () -> "ok";

  /** Made by JMH. */
  public IsolationBenchmark() {}

  /** Ends the helpers. */
  @TearDown
  public void tearDown() {
    executor.close();
    watchdog.close();
  }

  /**
   * The floor: one hop, no limit.
   *
   * @return the result
   */
  @Benchmark
  public @Nullable String baselineHop() {
    AtomicReference<@Nullable String> result = new AtomicReference<>();
    Thread caller = Thread.currentThread();
    Thread.startVirtualThread(
        () -> {
          try {
            result.set(body.call());
          } catch (Exception e) {
            result.set(e.toString());
          }
          LockSupport.unpark(caller);
        });
    while (result.get() == null) {
      LockSupport.park(this);
    }
    return result.get();
  }

  /**
   * The usual way.
   *
   * @return the result
   * @throws Exception if the body fails
   */
  @Benchmark
  public String baselineFutureWithTimeout() throws Exception {
    return executor.submit(body).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * Isolated, the deadline kept by a watchdog.
   *
   * @return the result
   * @throws InterruptedException never
   */
  @Benchmark
  public IsolatedResult<String> isolated() throws InterruptedException {
    return watched.call("tool", Deadline.after(LIMIT, time), body);
  }

  /**
   * Isolated, the deadline kept by a timed wait.
   *
   * @return the result
   * @throws InterruptedException never
   */
  @Benchmark
  public IsolatedResult<String> isolatedWithoutWatchdog() throws InterruptedException {
    return timed.call("tool", Deadline.after(LIMIT, time), body);
  }
}

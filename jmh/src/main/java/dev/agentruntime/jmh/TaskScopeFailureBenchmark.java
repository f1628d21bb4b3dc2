package dev.agentruntime.jmh;

import dev.agentruntime.scope.ScopeFailedException;
import dev.agentruntime.scope.ScopeOptions;
import dev.agentruntime.scope.ScopePolicy;
import dev.agentruntime.scope.TaskScope;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take from forking n children, of which one fails at once while the others would
 * wait for ever, until the owner has the failure and all children have ended? The floor is bare
 * virtual threads whose owner interrupts and joins them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-Djmh.executor=VIRTUAL"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TaskScopeFailureBenchmark {
  /** How many children. */
  @Param({"3", "100"})
  public int n;

  private final TimeSource time = TimeSource.system();
  private final ScopeOptions options = ScopeOptions.of("fan", time);
  private final ScopePolicy<String, List<String>> all = ScopePolicy.all();
  private final List<Callable<String>> tasks = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /** Made by JMH. */
  public TaskScopeFailureBenchmark() {}

  /** A failure without a stack trace, which would cost more than the rest. */
  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed() {
      super("failed", null, false, false);
    }
  }

  /** Makes the children's tasks; the last one fails. */
  @Setup
  public void setUp() {
    for (int i = 0; i < n; i++) {
      tasks.add(i == n - 1 ? TaskScopeFailureBenchmark::fail : this::waitForEver);
      names.add("child-" + i);
    }
  }

  private static String fail() throws Failed {
    throw new Failed();
  }

  private String waitForEver() throws InterruptedException {
    while (!Thread.interrupted()) {
      time.park(Deadline.never());
    }
    throw new InterruptedException("ended");
  }

  /**
   * The floor.
   *
   * @return the failure
   * @throws InterruptedException never
   */
  @Benchmark
  public @Nullable Throwable baselineThreads() throws InterruptedException {
    Thread[] threads = new Thread[n];
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    AtomicInteger left = new AtomicInteger(n);
    Thread owner = Thread.currentThread();
    for (int i = 0; i < n; i++) {
      Callable<String> task = tasks.get(i);
      threads[i] =
          Thread.startVirtualThread(
              () -> {
                try {
                  task.call();
                } catch (Exception e) {
                  if (failure.compareAndSet(null, e)) {
                    left.set(0);
                    LockSupport.unpark(owner);
                  }
                }
              });
    }
    while (left.get() > 0) {
      LockSupport.park(this);
    }
    for (Thread thread : threads) {
      thread.interrupt();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return failure.get();
  }

  /**
   * The JDK's own scope, which is a preview API.
   *
   * @return the failure
   * @throws Throwable if nothing failed
   */
  @Benchmark
  public @Nullable Throwable baselineJdkScope() throws Throwable {
    try (JdkScope scope = new JdkScope()) {
      for (Callable<String> task : tasks) {
        scope.fork(task);
      }
      return new AssertionError(scope.join());
    } catch (RuntimeException e) {
      return e.getCause();
    }
  }

  /**
   * Our scope.
   *
   * @return the failure
   * @throws InterruptedException never
   */
  @Benchmark
  public @Nullable Throwable taskScope() throws InterruptedException {
    try (TaskScope<String, List<String>> scope = TaskScope.open(all, options)) {
      for (int i = 0; i < n; i++) {
        scope.fork(names.get(i), tasks.get(i));
      }
      return new AssertionError(scope.join());
    } catch (ScopeFailedException e) {
      return e.getCause();
    }
  }
}

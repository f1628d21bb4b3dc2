package dev.agentruntime.jmh;

import dev.agentruntime.context.CurrentRun;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.scope.ScopeOptions;
import dev.agentruntime.scope.ScopePolicy;
import dev.agentruntime.scope.TaskScope;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to run n trivial children and have all their results in order? The floor is
 * bare virtual threads with one counter, which cannot cancel, name or carry anything. Owners are
 * virtual threads, as in a run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-Djmh.executor=VIRTUAL"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TaskScopeBenchmark {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** How many children. */
  @Param({"3", "10", "100"})
  public int n;

  private final TimeSource time = TimeSource.system();
  private final Watchdog watchdog = new Watchdog("watchdog", time);
  private final ScopeOptions options = ScopeOptions.of("fan", time);
  private final ScopeOptions watched = options.withWatchdog(watchdog);
  private final RunContext run =
      (RunContext)
          Proxy.newProxyInstance(
              TaskScopeBenchmark.class.getClassLoader(),
              new Class<?>[] {RunContext.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.toString());
              });
  private final ScopePolicy<String, List<String>> all = ScopePolicy.all();
  private final List<Callable<String>> tasks = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /** Made by JMH. */
  public TaskScopeBenchmark() {}

  /** Makes the children's tasks. */
  @Setup
  public void setUp() {
    for (int i = 0; i < n; i++) {
      tasks.add(() -> "ok");
      names.add("child-" + i);
    }
  }

  /** Ends the executor. */
  @TearDown
  public void tearDown() {
    executor.close();
    watchdog.close();
  }

  /**
   * The floor: bare virtual threads, results in an array, the last one wakes the owner.
   *
   * @return the results
   */
  @Benchmark
  public String[] baselineThreads() {
    String[] results = new String[n];
    AtomicInteger left = new AtomicInteger(n);
    Thread owner = Thread.currentThread();
    for (int i = 0; i < n; i++) {
      int at = i;
      Thread.startVirtualThread(
          () -> {
            try {
              results[at] = tasks.get(at).call();
            } catch (Exception e) {
              results[at] = e.toString();
            }
            if (left.decrementAndGet() == 0) {
              LockSupport.unpark(owner);
            }
          });
    }
    while (left.get() > 0) {
      LockSupport.park(this);
    }
    return results;
  }

  /**
   * A thread-per-task executor's invokeAll.
   *
   * @return the results
   * @throws Exception if a child fails
   */
  @Benchmark
  public List<String> baselineInvokeAll() throws Exception {
    List<String> results = new ArrayList<>(n);
    for (Future<String> future : executor.invokeAll(tasks)) {
      results.add(future.get());
    }
    return results;
  }

  /**
   * Futures on the same executor.
   *
   * @return the results
   */
  @Benchmark
  public List<String> baselineCompletableFuture() {
    List<CompletableFuture<String>> futures = new ArrayList<>(n);
    for (Callable<String> task : tasks) {
      futures.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return task.call();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              },
              executor));
    }
    CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0])).join();
    List<String> results = new ArrayList<>(n);
    futures.forEach(future -> results.add(future.join()));
    return results;
  }

  /**
   * The JDK's own scope, which is a preview API.
   *
   * @return the results
   * @throws Throwable if a child fails
   */
  @Benchmark
  public List<Object> baselineJdkScope() throws Throwable {
    try (JdkScope scope = new JdkScope()) {
      for (Callable<String> task : tasks) {
        scope.fork(task);
      }
      List<Object> results = new ArrayList<>(n);
      for (Object subtask : scope.join().toList()) {
        results.add(JdkScope.get(subtask));
      }
      return results;
    }
  }

  /**
   * Our scope without a deadline.
   *
   * @return the results
   * @throws InterruptedException never
   */
  @Benchmark
  public List<String> taskScope() throws InterruptedException {
    return fanOut(options);
  }

  /**
   * Our scope with the deadline of its run.
   *
   * @return the results
   * @throws InterruptedException never
   */
  @Benchmark
  public List<String> taskScopeWithDeadline() throws InterruptedException {
    return fanOut(watched.withDeadline(Deadline.after(LIMIT, time)));
  }

  /**
   * Our scope as the loop uses it: with the deadline of its run, whose context each child sees.
   *
   * @return the results
   * @throws InterruptedException never
   */
  @Benchmark
  public List<String> taskScopeInARun() throws InterruptedException {
    return CurrentRun.call(run, this::taskScopeWithDeadline);
  }

  private List<String> fanOut(ScopeOptions limited) throws InterruptedException {
    try (TaskScope<String, List<String>> scope = TaskScope.open(all, limited)) {
      for (int i = 0; i < n; i++) {
        scope.fork(names.get(i), tasks.get(i));
      }
      return scope.join();
    }
  }
}

package dev.agentruntime.scope;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The two scopes the contract suite plays its scenarios on, behind one face. */
enum ScopeKind {
  OURS {
    @Override
    AnyScope open(Rule rule, @Nullable Duration timeout) {
      return new Ours(TaskScope.open(policy(rule), options(timeout)), () -> {});
    }
  },
  OURS_WITH_A_WATCHDOG {
    @Override
    AnyScope open(Rule rule, @Nullable Duration timeout) {
      Watchdog watchdog = new Watchdog("watchdog", TimeSource.system());
      ScopeOptions options = options(timeout).withWatchdog(watchdog);
      return new Ours(TaskScope.open(policy(rule), options), watchdog::close);
    }
  },
  JDK {
    @Override
    AnyScope open(Rule rule, @Nullable Duration timeout) {
      return JdkScope.open(rule, timeout);
    }
  };

  /** What both scopes can be told to wait for. */
  enum Rule {
    ALL,
    FIRST,
    COLLECT,
    QUORUM_OF_TWO
  }

  /** Opens a scope owned by the current thread. */
  abstract AnyScope open(Rule rule, @Nullable Duration timeout);

  AnyScope open(Rule rule) {
    return open(rule, null);
  }

  /** A scope of either kind. */
  interface AnyScope extends AutoCloseable {
    AnySubtask fork(Callable<?> task);

    /** The result: a value, or a list of values, or a list of what became of each. */
    @Nullable Object join() throws InterruptedException;

    boolean isCancelled();

    /** Returns when a deadline that has passed is known to the scope. */
    void awaitExpiry();

    @Override
    void close();
  }

  /** A child of either kind. */
  interface AnySubtask {
    String state();

    @Nullable Object get();

    Throwable exception();
  }

  private static ScopeOptions options(@Nullable Duration timeout) {
    TimeSource time = TimeSource.system();
    ScopeOptions options = ScopeOptions.of("scope", time);
    return timeout == null ? options : options.withDeadline(Deadline.after(timeout, time));
  }

  private static ScopePolicy<@Nullable Object, ? extends @Nullable Object> policy(Rule rule) {
    return switch (rule) {
      case ALL -> ScopePolicy.all();
      case FIRST -> ScopePolicy.first();
      case COLLECT -> ScopePolicy.collect();
      case QUORUM_OF_TWO -> ScopePolicy.quorum(2);
    };
  }

  private record Ours(
      TaskScope<@Nullable Object, ? extends @Nullable Object> scope, Runnable afterClose)
      implements AnyScope {
    @Override
    public AnySubtask fork(Callable<?> task) {
      return new OurSubtask(scope.fork("child", task));
    }

    @Override
    public @Nullable Object join() throws InterruptedException {
      Object result = scope.join();
      return result instanceof List<?> list ? list.stream().map(Ours::plain).toList() : result;
    }

    private static Object plain(@Nullable Object element) {
      return switch (element) {
        case null -> "null";
        case ChildResult.Succeeded<?>(Object value) -> "SUCCESS " + value;
        case ChildResult.Failed<?>(Throwable exception) -> "FAILED " + exception.getMessage();
        case ChildResult.Unfinished<?>() -> "UNAVAILABLE";
        default -> element;
      };
    }

    @Override
    public boolean isCancelled() {
      return scope.isCancelled();
    }

    @Override
    public void awaitExpiry() {
      // The owner looks at the clock itself, in fork and join.
    }

    @Override
    public void close() {
      try {
        scope.close();
      } finally {
        if (scope.toString().contains("CLOSED")) { // not so if a stranger tried
          afterClose.run();
        }
      }
    }
  }

  private record OurSubtask(Subtask<?> subtask) implements AnySubtask {
    @Override
    public String state() {
      return subtask.state().name();
    }

    @Override
    public @Nullable Object get() {
      return subtask.get();
    }

    @Override
    public Throwable exception() {
      return subtask.exception();
    }
  }
}

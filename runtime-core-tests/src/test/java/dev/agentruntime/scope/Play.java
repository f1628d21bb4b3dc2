package dev.agentruntime.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.scope.ScopeKind.AnyScope;
import dev.agentruntime.scope.ScopeKind.AnySubtask;
import dev.agentruntime.scope.ScopeKind.Rule;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One performance of a scenario on one kind of scope, and the lines it says, in the owner's order.
 */
final class Play {
  private static final TimeSource TIME = TimeSource.system();

  final ScopeKind kind;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch never = new CountDownLatch(1);

  private Play(ScopeKind kind) {
    this.kind = kind;
  }

  /** What is played. */
  interface Scenario {
    void play(Play play) throws Exception;
  }

  /** Plays a scenario on every kind; all must say these lines. */
  static void bothSay(Scenario scenario, String... expected) throws Exception {
    for (ScopeKind kind : ScopeKind.values()) {
      Play play = new Play(kind);
      play.onThread("owner", () -> scenario.play(play)).await();
      assertEquals(List.of(expected), play.lines, kind.name());
    }
  }

  AnyScope open(Rule rule) {
    return kind.open(rule);
  }

  void say(Object line) {
    lines.add(String.valueOf(line));
  }

  /** Says what an act gives, or how it fails. */
  void tell(String what, Callable<?> act) {
    String end;
    try {
      end = String.valueOf(act.call());
    } catch (Throwable e) {
      end = name(e);
    }
    say(what + ": " + end);
  }

  void tellJoin(AnyScope scope) {
    tell("join", scope::join);
  }

  void tellClose(AnyScope scope) {
    tell(
        "close",
        () -> {
          scope.close();
          return "done";
        });
  }

  void tellState(String what, AnySubtask subtask) {
    say(what + ": " + subtask.state());
  }

  /** One word for the like exceptions of both kinds. */
  private static String name(Throwable e) {
    return switch (e.getClass().getSimpleName()) {
      case "ScopeFailedException", "FailedException" -> "failed, " + cause(e.getCause());
      case "ScopeTimeoutException", "TimeoutException" -> "timed out";
      default -> e.getClass().getSimpleName();
    };
  }

  private static String cause(@Nullable Throwable cause) {
    if (cause == null) {
      return "no cause";
    }
    return cause instanceof Boom ? "cause " + cause.getMessage() : "cause " + name(cause);
  }

  /** A task that notes its thread and blocks until it is interrupted. */
  Callable<String> blocked(CountDownLatch begun) {
    return () -> {
      noteThread();
      begun.countDown();
      never.await();
      return "not reached";
    };
  }

  /** A task that ignores interrupts until it is let go, and tells when it saw the first one. */
  Callable<String> stubborn(
      CountDownLatch begun, CountDownLatch interrupted, CountDownLatch release) {
    return () -> {
      noteThread();
      begun.countDown();
      while (true) {
        try {
          release.await();
          return "late";
        } catch (InterruptedException e) {
          interrupted.countDown();
        }
      }
    };
  }

  /** Waits until something is so, without keeping a carrier from the threads that make it so. */
  static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      TIME.park(Deadline.after(Duration.ofNanos(50_000), TIME));
    }
  }

  static <T> Callable<T> failing(String message) {
    return () -> {
      throw new Boom(message);
    };
  }

  void noteThread() {
    threads.add(Thread.currentThread());
  }

  long threadsAlive() {
    return threads.stream().filter(Thread::isAlive).count();
  }

  /** Runs something on another thread. */
  Errand onThread(String name, Act act) {
    return new Errand(name, act);
  }

  void interrupt(Thread thread) {
    TIME.interrupt(thread);
  }

  /** Something to do. */
  interface Act {
    void run() throws Exception;
  }

  /** Something under way on another thread. */
  static final class Errand {
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();

    private Errand(String name, Act act) {
      TIME.start(
          name,
          () -> {
            try {
              act.run();
            } catch (Throwable e) {
              thrown.set(e);
            } finally {
              done.countDown();
            }
          });
    }

    void await() throws Exception {
      done.await();
      Throwable e = thrown.get();
      if (e != null) {
        throw new AssertionError("errand failed", e);
      }
    }
  }

  /** A failure with a name. */
  static final class Boom extends Exception {
    private static final long serialVersionUID = 1L;

    Boom(String message) {
      super(message);
    }
  }
}

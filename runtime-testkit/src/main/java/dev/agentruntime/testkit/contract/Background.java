package dev.agentruntime.testkit.contract;

import dev.agentruntime.testkit.Tally;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Work on a thread of its own, waited for within a bound. Safe for use by many threads. */
final class Background<T> {
  /** Enough to see where a thread hangs. */
  private static final int FRAMES = 15;

  private final TimeSource time;
  private final Tally ended = new Tally();
  private volatile @Nullable Ending<T> ending;
  private final Thread thread;

  /**
   * How the work ended.
   *
   * @param value what it returned, null if it threw
   * @param thrown what it threw, null if it returned
   * @param flagSet whether the thread's interrupt flag was set at the end
   */
  record Ending<T>(@Nullable T value, @Nullable Throwable thrown, boolean flagSet) {
    /** What the work returned; throws what it threw, for work that must not throw. */
    T valueOrThrow() {
      if (thrown != null) {
        throw new AssertionError("did not expect " + thrown, thrown);
      }
      return Objects.requireNonNull(value, "value");
    }
  }

  private Background(TimeSource time, String name, Callable<? extends T> work) {
    this.time = time;
    this.thread = time.start(name, () -> run(work));
  }

  static <T> Background<T> start(TimeSource time, String name, Callable<? extends T> work) {
    return new Background<>(time, name, work);
  }

  private void run(Callable<? extends T> work) {
    Ending<T> result;
    try {
      T value = work.call();
      result = new Ending<>(value, null, Thread.currentThread().isInterrupted());
    } catch (Throwable e) {
      result = new Ending<>(null, e, Thread.currentThread().isInterrupted());
    }
    ending = result;
    ended.add();
  }

  Thread thread() {
    return thread;
  }

  boolean hasEnded() {
    return ending != null;
  }

  void interrupt() {
    time.interrupt(thread);
  }

  /**
   * Waits for the end. If it does not come, fails with the thread's stack and interrupts the
   * thread, so that it does not disturb other tests more than it must.
   */
  Ending<T> await(Duration patience, String what) throws InterruptedException {
    boolean inTime = ended.await(1, Deadline.after(patience, time), time);
    Ending<T> result = ending;
    if (!inTime || result == null) {
      String stack =
          Arrays.stream(thread.getStackTrace())
              .limit(FRAMES)
              .map(frame -> "\n    at " + frame)
              .collect(Collectors.joining());
      interrupt();
      throw new AssertionError(what + " did not end within " + patience + ":" + stack);
    }
    return result;
  }
}

package dev.agentruntime.scope;

import dev.agentruntime.context.ContextCarrier;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a body that cannot be trusted to heed an interrupt on a thread of its own, so that the
 * caller gets an answer in bounded time and the body can be left behind.
 *
 * <p>The caller waits until the body ends, the deadline passes or the caller itself is interrupted.
 * In the latter two cases the body is interrupted and given the straggler policy's grace; if it has
 * not ended then it is abandoned and put on record. The price is one hop to a virtual thread and
 * back.
 *
 * <p>The body sees the caller's {@link dev.agentruntime.context.RunContext} and what the carriers
 * captured.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class Isolation {
  private final ScopeOptions options;
  private final StragglerPolicy stragglers;

  private Isolation(ScopeOptions options, StragglerPolicy stragglers) {
    this.options = options;
    this.stragglers = stragglers;
  }

  /**
   * An isolation without carriers.
   *
   * @param name says whose bodies these are, in thread names and records
   * @param time the clock, the waits and the starter of threads
   * @param stragglers the grace after an interrupt, and the record of what was left behind
   * @return a new isolation
   */
  public static Isolation of(String name, TimeSource time, StragglerPolicy stragglers) {
    return new Isolation(
        ScopeOptions.of(name, time), Objects.requireNonNull(stragglers, "stragglers"));
  }

  /**
   * This isolation with the host's context carried into bodies.
   *
   * @param carriers captured on the caller's thread and installed around the body, the first
   *     outermost
   * @return a new isolation
   */
  public Isolation withCarriers(List<ContextCarrier> carriers) {
    return new Isolation(options.withCarriers(carriers), stragglers);
  }

  /**
   * This isolation with a watchdog to keep deadlines, which spares each call a timer.
   *
   * @param watchdog the runtime's watchdog, on the same clock
   * @return a new isolation
   */
  public Isolation withWatchdog(Watchdog watchdog) {
    return new Isolation(options.withWatchdog(watchdog), stragglers);
  }

  /**
   * Runs a body on a thread of its own.
   *
   * @param name the last part of the thread's name
   * @param deadline when to interrupt the body
   * @param body the work
   * @param <T> what it returns
   * @return what became of it; one that ended just in time counts as ended, not as timed out
   * @throws InterruptedException if the caller is interrupted while waiting for the body, after the
   *     body has been interrupted and has ended or been abandoned. An interrupt that comes while
   *     the caller waits out the grace of a body that is late already leaves the flag set instead
   */
  public <T extends @Nullable Object> IsolatedResult<T> call(
      String name, Deadline deadline, Callable<? extends T> body) throws InterruptedException {
    return run(name, deadline, body, null);
  }

  /**
   * Runs a body on a thread of its own, and tells of its being left behind even where that is not
   * the answer, as after an interrupt of the caller.
   *
   * @param name the last part of the thread's name
   * @param deadline when to interrupt the body
   * @param body the work
   * @param onAbandoned told on the caller's thread, before this method ends, if the body is left
   *     behind; a permit the caller would give back can be tied to the straggler's end there. Must
   *     not throw
   * @param <T> what it returns
   * @return what became of it; one that ended just in time counts as ended, not as timed out
   * @throws InterruptedException as in {@link #call(String, Deadline, Callable)}
   */
  public <T extends @Nullable Object> IsolatedResult<T> call(
      String name,
      Deadline deadline,
      Callable<? extends T> body,
      Consumer<AbandonedTask> onAbandoned)
      throws InterruptedException {
    return run(name, deadline, body, Objects.requireNonNull(onAbandoned, "onAbandoned"));
  }

  private <T extends @Nullable Object> IsolatedResult<T> run(
      String name,
      Deadline deadline,
      Callable<? extends T> body,
      @Nullable Consumer<AbandonedTask> onAbandoned)
      throws InterruptedException {
    ScopeOptions limited = deadline.isNever() ? options : options.withDeadline(deadline);
    ParkingScope<@Nullable Object, @Nullable Object> scope =
        new ParkingScope<>(AwaitPolicy.INSTANCE, limited);
    List<AbandonedTask> abandoned;
    Child<T> child;
    try {
      child = scope.forkChild(name, body);
      scope.await();
    } finally {
      abandoned = scope.closeWithin(stragglers);
      if (onAbandoned != null) {
        abandoned.forEach(onAbandoned);
      }
    }
    return abandoned.isEmpty()
        ? resultOf(child)
        : new IsolatedResult.Abandoned<>(abandoned.getFirst());
  }

  private static <T extends @Nullable Object> IsolatedResult<T> resultOf(Child<T> child) {
    IsolatedResult.Ended<T> inTime = ended(child.outcome());
    if (inTime != null) {
      return inTime;
    }
    IsolatedResult.Ended<T> late = ended(child.lateOutcome());
    return late == null ? new IsolatedResult.NotStarted<>() : new IsolatedResult.EndedLate<>(late);
  }

  private static <T extends @Nullable Object> IsolatedResult.@Nullable Ended<T> ended(
      ChildResult<T> outcome) {
    return switch (outcome) {
      case ChildResult.Succeeded<T>(T value) -> new IsolatedResult.Returned<>(value);
      case ChildResult.Failed<T>(Throwable exception) -> new IsolatedResult.Threw<>(exception);
      case ChildResult.Unfinished<T>() -> null;
    };
  }
}

package dev.agentruntime.scope;

import org.jspecify.annotations.Nullable;

/**
 * What became of an isolated call: it ended in time, or it was too late – and then either ended
 * within the grace period or was left behind. Immutable, as far as the value in it is.
 *
 * @param <T> what the body returns
 */
public sealed interface IsolatedResult<T extends @Nullable Object> {

  /**
   * The body ended.
   *
   * @param <T> what the body returns
   */
  sealed interface Ended<T extends @Nullable Object> extends IsolatedResult<T> {}

  /**
   * The body returned.
   *
   * @param value what it returned
   * @param <T> the value's type
   */
  record Returned<T extends @Nullable Object>(T value) implements Ended<T> {
    /** Not the value: it may hold anything. */
    @Override
    public String toString() {
      return "Returned";
    }
  }

  /**
   * The body threw.
   *
   * @param exception what it threw, an error or an {@code InterruptedException} of its own included
   * @param <T> the type of value it would have returned
   */
  record Threw<T extends @Nullable Object>(Throwable exception) implements Ended<T> {
    /** The class only: a message may hold anything. */
    @Override
    public String toString() {
      return "Threw(" + exception.getClass().getName() + ")";
    }
  }

  /**
   * The deadline passed first.
   *
   * @param <T> what the body returns
   */
  sealed interface TimedOut<T extends @Nullable Object> extends IsolatedResult<T> {}

  /**
   * The body ended after the deadline, within the grace period. It may have returned a value all
   * the same, and done what it was to do.
   *
   * @param end how it ended, an {@code InterruptedException} usually
   * @param <T> what the body returns
   */
  record EndedLate<T extends @Nullable Object>(Ended<T> end) implements TimedOut<T> {}

  /**
   * The deadline had passed before the body began, or passed before its thread got to it; nothing
   * was done.
   *
   * @param <T> what the body would have returned
   */
  record NotStarted<T extends @Nullable Object>() implements TimedOut<T> {}

  /**
   * The body did not end within the grace period either; what it has done or will do is unknown.
   *
   * @param task the record of what was left behind
   * @param <T> what the body would have returned
   */
  record Abandoned<T extends @Nullable Object>(AbandonedTask task) implements TimedOut<T> {}
}

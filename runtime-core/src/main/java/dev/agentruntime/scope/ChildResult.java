package dev.agentruntime.scope;

import org.jspecify.annotations.Nullable;

/**
 * How one child of a collecting scope ended. Immutable, as far as the value in it is.
 *
 * @param <T> what the child's task returns
 */
public sealed interface ChildResult<T extends @Nullable Object> {

  /**
   * The task returned.
   *
   * @param value what it returned
   * @param <T> the value's type
   */
  record Succeeded<T extends @Nullable Object>(T value) implements ChildResult<T> {
    /** Not the value: it may hold anything. */
    @Override
    public String toString() {
      return "Succeeded";
    }
  }

  /**
   * The task threw.
   *
   * @param exception what it threw
   * @param <T> the type of value it would have returned
   */
  record Failed<T extends @Nullable Object>(Throwable exception) implements ChildResult<T> {
    /** The class only: a message may hold anything. */
    @Override
    public String toString() {
      return "Failed(" + exception.getClass().getName() + ")";
    }
  }

  /**
   * There is no outcome, because the scope was cancelled before the task ended or before it began.
   *
   * @param <T> the type of value it would have returned
   */
  record Unfinished<T extends @Nullable Object>() implements ChildResult<T> {}
}

package dev.agentruntime.scope;

import org.jspecify.annotations.Nullable;

/**
 * One forked child, as its scope's owner sees it.
 *
 * <p>Safe for use by many threads; the owner may ask for an outcome only after it has joined, or
 * after it has closed the scope.
 *
 * @param <T> what the child's task returns
 */
public sealed interface Subtask<T extends @Nullable Object> permits Child {

  /** How far a child has come. */
  enum State {
    /**
     * No outcome: the child still runs, or was never started because its scope was already
     * cancelled, or ended only after its scope was cancelled, or was abandoned.
     */
    UNAVAILABLE,
    /** The task returned before its scope was cancelled. Final. */
    SUCCESS,
    /** The task threw before its scope was cancelled. Final. */
    FAILED
  }

  /**
   * The child's name, as given to {@link TaskScope#fork}.
   *
   * @return the name, without the scope's part
   */
  String name();

  /**
   * How far the child has come.
   *
   * @return the state at this moment
   */
  State state();

  /**
   * What the task returned.
   *
   * @return the result, null if the task returned null
   * @throws IllegalStateException if the state is not {@link State#SUCCESS}, or the owner asks
   *     before it has joined
   */
  T get();

  /**
   * What the task threw.
   *
   * @return the exception or error
   * @throws IllegalStateException if the state is not {@link State#FAILED}, or the owner asks
   *     before it has joined
   */
  Throwable exception();
}

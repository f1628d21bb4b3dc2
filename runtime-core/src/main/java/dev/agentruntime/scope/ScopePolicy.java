package dev.agentruntime.scope;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a scope is decided, and what its join gives: all, first, quorum or collect.
 *
 * <p>Results come by position of the fork, never in order of completion. Immutable; the same policy
 * may be used for any number of scopes.
 *
 * @param <T> what children return
 * @param <R> what join returns
 */
public abstract sealed class ScopePolicy<T extends @Nullable Object, R extends @Nullable Object>
    permits AllPolicy, FirstPolicy, QuorumPolicy, CollectPolicy, AwaitPolicy {

  ScopePolicy() {}

  /**
   * All children have to succeed. The first failure cancels the rest and is the cause of what join
   * throws.
   *
   * @param <T> what children return
   * @return a policy whose result holds one value per child, by position; unmodifiable
   */
  @SuppressWarnings("unchecked") // stateless, so one instance serves every type
  public static <T extends @Nullable Object> ScopePolicy<T, List<T>> all() {
    return (ScopePolicy<T, List<T>>) (ScopePolicy<?, ?>) AllPolicy.INSTANCE;
  }

  /**
   * The first success in time wins and cancels the rest. If all children fail, or there are none,
   * join throws, with the first failure in time as the cause.
   *
   * @param <T> what children return
   * @return a policy whose result is the winner's value
   */
  @SuppressWarnings("unchecked") // stateless, so one instance serves every type
  public static <T extends @Nullable Object> ScopePolicy<T, T> first() {
    return (ScopePolicy<T, T>) (ScopePolicy<?, ?>) FirstPolicy.INSTANCE;
  }

  /**
   * A number of successes is enough and cancels the rest. As soon as so many children have failed
   * that the quorum is out of reach, the rest is cancelled and join throws; that can be known only
   * once the owner has joined, as it may fork more until then.
   *
   * @param successes how many successes are enough, at least 1
   * @param <T> what children return
   * @return a policy whose result holds exactly that many values, by position; unmodifiable
   * @throws IllegalArgumentException if {@code successes} is less than 1
   */
  public static <T extends @Nullable Object> ScopePolicy<T, List<T>> quorum(int successes) {
    return new QuorumPolicy<>(successes);
  }

  /**
   * Waits for all children, whatever becomes of them; a failure cancels nothing and is never
   * thrown. Join still throws when the deadline passes or the owner is interrupted.
   *
   * @param <T> what children return
   * @return a policy whose result holds one entry per child, by position; unmodifiable
   */
  @SuppressWarnings("unchecked") // stateless, so one instance serves every type
  public static <T extends @Nullable Object> ScopePolicy<T, List<ChildResult<T>>> collect() {
    return (ScopePolicy<T, List<ChildResult<T>>>) (ScopePolicy<?, ?>) CollectPolicy.INSTANCE;
  }

  /**
   * Takes note of a child that ended before the scope was cancelled. Runs on the child's thread.
   *
   * @return true if this decides the scope
   */
  abstract boolean ended(Siblings siblings, Child<?> child);

  /**
   * Takes note that no more children will be forked. Runs on the owner's thread.
   *
   * @return true if this decides the scope
   */
  boolean joined(Siblings siblings) {
    return false;
  }

  /**
   * The result, or what is thrown instead of one. Runs on the owner's thread once the scope is
   * decided or all have ended.
   */
  abstract R result(Siblings siblings);
}

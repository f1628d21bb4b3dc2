package dev.agentruntime.scope;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A block of code that splits into child threads and does not go on before every one of them has
 * ended.
 *
 * <pre>{@code
 * try (var scope = TaskScope.open(ScopePolicy.<Report>all(), options)) {
 *   for (Source source : sources) {
 *     scope.fork(source.name(), source::read);
 *   }
 *   List<Report> reports = scope.join();   // by position of the fork
 * }
 * }</pre>
 *
 * <p>The contract is the one of the JDK's structured task scope:
 *
 * <ul>
 *   <li><b>Owner.</b> The thread that opens a scope owns it. Only the owner may fork, join and
 *       close; another thread gets a {@link WrongThreadException}. Anyone may {@link #cancel}.
 *   <li><b>Fork.</b> Each fork starts one thread, through the scope's time source, named {@code
 *       <owner's thread>/<scope>/<child>}. In a cancelled scope, and after the deadline, nothing is
 *       started and the child stays {@link Subtask.State#UNAVAILABLE}. No fork after join or close.
 *   <li><b>Join.</b> Once. It waits until the {@linkplain ScopePolicy policy} is decided or all
 *       children have ended, and gives the policy's result. A scope with children must be joined
 *       before it is closed.
 *   <li><b>Cancel.</b> The policy cancels the scope as soon as it is decided, in the thread of the
 *       child that decided it; so does a passed deadline, and closing without a completed join.
 *       Cancelling starts no further child, interrupts those that run, and makes join return.
 *   <li><b>Close.</b> Cancels what still runs and waits until every child has ended, however long
 *       that takes. An interrupt of the owner does not shorten this: it is passed on to the
 *       children and the owner's flag is set again at the end.
 * </ul>
 *
 * <p>A child sees the {@link dev.agentruntime.context.RunContext} that was bound where it was
 * forked, and what the options' carriers captured there. Other scoped values are not inherited.
 * What a child did before it ended is visible to the owner after a join that returned because all
 * had ended, and after close.
 *
 * <p>The deadline is kept by the options' watchdog, or without one by the owner, which looks at it
 * in fork and in join; an owner that does neither for a while is then late in noticing.
 *
 * <p>A scope that is never closed leaves its children to themselves, so open it in a {@code try}.
 *
 * <p>Nothing here can stop a child that ignores interrupts; {@link #closeWithin} is for callers
 * that must go on without it.
 *
 * <p>Confined to the owner thread, except {@link #cancel} and {@link #isCancelled}, which are safe
 * for use by many threads.
 *
 * @param <T> what children return
 * @param <R> what join returns
 */
public sealed interface TaskScope<T extends @Nullable Object, R extends @Nullable Object>
    extends AutoCloseable permits ParkingScope {

  /**
   * Opens a scope owned by the current thread.
   *
   * @param policy when the scope is decided, and what join gives
   * @param options name, time source, deadline and carriers
   * @param <T> what children return
   * @param <R> what join returns
   * @return an open scope; close it
   */
  static <T extends @Nullable Object, R extends @Nullable Object> TaskScope<T, R> open(
      ScopePolicy<T, R> policy, ScopeOptions options) {
    return new ParkingScope<>(policy, options);
  }

  /**
   * Starts a child thread for a task.
   *
   * @param name the child's name, the last part of its thread's name
   * @param task the child's work; it should end soon once interrupted. Anything it throws, errors
   *     included, is its failure
   * @param <U> what the task returns
   * @return the child
   * @throws WrongThreadException if the current thread does not own this scope
   * @throws IllegalStateException if this scope has been joined or closed
   */
  <U extends T> Subtask<U> fork(String name, Callable<? extends U> task);

  /**
   * Waits until the policy is decided or all children have ended.
   *
   * <p>If the owner is interrupted while waiting, the scope stays as it is; closing it, which comes
   * next, cancels it.
   *
   * @return the policy's result
   * @throws InterruptedException if the owner is interrupted while waiting; the flag is cleared
   * @throws ScopeFailedException if the policy cannot be met
   * @throws ScopeTimeoutException if the deadline passed before join or while waiting, and nothing
   *     had cancelled the scope before
   * @throws WrongThreadException if the current thread does not own this scope
   * @throws IllegalStateException if this scope has been joined or closed
   */
  R join() throws InterruptedException;

  /**
   * Starts no further child, interrupts those that run except the current thread, and makes join
   * return. Does nothing if the scope is cancelled already. What children do after this is not part
   * of the result.
   */
  void cancel();

  /**
   * Whether this scope has been cancelled, by its policy, its deadline or a call. Children may
   * still be running.
   *
   * @return true from the moment of cancelling on
   */
  boolean isCancelled();

  /**
   * Cancels what still runs and waits until every child has ended. Does nothing if closed already.
   *
   * @throws WrongThreadException if the current thread does not own this scope
   * @throws IllegalStateException after closing, if children were forked and join was never called
   */
  @Override
  void close();

  /**
   * Closes this scope without waiting for ever: cancels what still runs, waits for the policy's
   * grace period, then leaves behind what has not ended by then and puts it on record.
   *
   * <p>Unlike {@link #close} this breaks the promise that no child outlives its scope, so it is
   * only for the loop and the time limit, which have to answer in bounded time and account for what
   * they abandon. A missing join is not complained about. Does nothing if closed already; a later
   * {@link #close} does nothing.
   *
   * @param policy how long to wait and where to record
   * @return what was left behind, by position of the fork; empty if every child has ended
   * @throws WrongThreadException if the current thread does not own this scope
   */
  List<AbandonedTask> closeWithin(StragglerPolicy policy);
}

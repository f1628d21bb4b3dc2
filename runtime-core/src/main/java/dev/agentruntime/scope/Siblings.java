package dev.agentruntime.scope;

import dev.agentruntime.error.AgentRuntimeException;
import dev.agentruntime.scope.ScopeFailedException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The children of one scope and what has become of them, as its policy sees it. A base class rather
 * than a part, because a scope is opened for each turn of an agent and one object is less than two.
 */
abstract sealed class Siblings permits ParkingScope {
  /** The number of children is not known before the owner joins. */
  static final int UNKNOWN = -1;

  private static final VarHandle SUCCESSES;
  private static final VarHandle FAILURES;
  private static final VarHandle WINNER;
  private static final VarHandle FIRST_FAILURE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SUCCESSES = lookup.findVarHandle(Siblings.class, "successes", int.class);
      FAILURES = lookup.findVarHandle(Siblings.class, "failures", int.class);
      WINNER = lookup.findVarHandle(Siblings.class, "winner", Child.class);
      FIRST_FAILURE = lookup.findVarHandle(Siblings.class, "firstFailure", Child.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;

  // Owner only.
  private int children;
  private @Nullable AgentRuntimeException thrown;
  private int suppressed;

  // Written by the owner, walked by cancellers.
  private volatile @Nullable Child<?> lastChild;

  // Shared, for the policies.
  private volatile int total = UNKNOWN;
  private volatile int successes;
  private volatile int failures;
  private volatile @Nullable Child<?> winner;
  private volatile @Nullable Child<?> firstFailure;

  Siblings(String name) {
    this.name = name;
  }

  final String name() {
    return name;
  }

  // ---- the list, last forked first

  final @Nullable Child<?> lastChild() {
    return lastChild;
  }

  final void add(Child<?> child) {
    lastChild = child;
    children++;
  }

  /** Takes back the child added last, whose thread could not be started. */
  final void remove(Child<?> child) {
    lastChild = child.previous();
    children--;
  }

  /** How many were forked so far. Owner only. */
  final int children() {
    return children;
  }

  /** How many have no outcome at this moment. */
  final int unfinished() {
    int count = 0;
    for (Child<?> child = lastChild; child != null; child = child.previous()) {
      if (child.state() == Subtask.State.UNAVAILABLE) {
        count++;
      }
    }
    return count;
  }

  // ---- counts, by the children's threads

  /** Whether this is the first failure in time. */
  final boolean noteFailure(Child<?> child) {
    return firstFailure == null && FIRST_FAILURE.compareAndSet(this, (Child<?>) null, child);
  }

  final @Nullable Child<?> firstFailure() {
    return firstFailure;
  }

  /** Whether this is the first success in time. */
  final boolean noteWinner(Child<?> child) {
    return winner == null && WINNER.compareAndSet(this, (Child<?>) null, child);
  }

  final @Nullable Child<?> winner() {
    return winner;
  }

  final int countSuccess() {
    return (int) SUCCESSES.getAndAdd(this, 1) + 1;
  }

  final int successes() {
    return successes;
  }

  final int countFailure() {
    return (int) FAILURES.getAndAdd(this, 1) + 1;
  }

  final int failures() {
    return failures;
  }

  /** From here on the number of children is known to all. */
  final void publishTotal() {
    total = children;
  }

  final int total() {
    return total;
  }

  // ---- what is thrown

  final ScopeFailedException failed(Reason reason, String message, @Nullable Child<?> first) {
    return new ScopeFailedException(reason, name, message, first == null ? null : first.failure());
  }

  final ScopeFailedException cancelledEarly() {
    return failed(
        Reason.CANCELLED,
        "scope '%s' was cancelled with %d of %d children unfinished"
            .formatted(name, unfinished(), children),
        firstFailure);
  }

  /** Adds failures that are known by now, by position, to what join throws. */
  final void report(AgentRuntimeException e) {
    thrown = e;
    List<Throwable> found = new ArrayList<>();
    for (Child<?> child = lastChild; child != null; child = child.previous()) {
      Throwable failure = child.takeUnreportedFailure();
      if (failure != null && !isSame(failure, e.getCause())) {
        found.add(failure);
      }
    }
    for (Throwable failure : found.reversed()) {
      if (suppressed++ < ScopeFailedException.MAX_SUPPRESSED) {
        e.addSuppressed(failure);
      }
    }
  }

  /** Adds failures that came after join threw. */
  final void reportRest() {
    if (thrown != null) {
      report(thrown);
    }
  }

  /** Threads and exceptions are told apart by identity, whatever a subclass makes of equals. */
  @SuppressWarnings("ReferenceEquality") // that is the point
  static boolean isSame(Object one, @Nullable Object other) {
    return one == other;
  }

  @SuppressWarnings("unchecked") // the policies put values of the right type in
  static <E extends @Nullable Object> List<E> listOf(@Nullable Object[] elements) {
    return (List<E>) Collections.unmodifiableList(Arrays.asList(elements));
  }
}

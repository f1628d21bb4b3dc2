package dev.agentruntime.scope;

import dev.agentruntime.scope.ScopeFailedException.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** So many successes are enough. Immutable. */
final class QuorumPolicy<T extends @Nullable Object> extends ScopePolicy<T, List<T>> {
  private final int needed;

  QuorumPolicy(int needed) {
    if (needed < 1) {
      throw new IllegalArgumentException("quorum must be at least 1, was " + needed);
    }
    this.needed = needed;
  }

  @Override
  boolean ended(ParkingScope<?, ?> scope, Child<?> child) {
    if (child.failure() == null) {
      return scope.countSuccess() == needed;
    }
    scope.noteFailure(child);
    scope.countFailure();
    return outOfReach(scope);
  }

  @Override
  boolean joined(ParkingScope<?, ?> scope) {
    return outOfReach(scope);
  }

  /** The owner writes the total and then reads the failures, a child the other way round, so one of them sees both. */
  private boolean outOfReach(ParkingScope<?, ?> scope) {
    int total = scope.total();
    return total != ParkingScope.UNKNOWN && total - scope.failures() < needed;
  }

  @Override
  List<T> result(ParkingScope<T, List<T>> scope) {
    if (scope.successes() >= needed) {
      return firstSuccessesByPosition(scope);
    }
    if (!outOfReach(scope)) {
      throw scope.cancelledEarly();
    }
    Child<?> failed = scope.firstFailure();
    throw scope.failed(
        Reason.QUORUM_UNREACHABLE,
        "scope '" + scope.name() + "' cannot reach its quorum of " + needed + ": " + scope.failures() + " of "
            + scope.children() + " children failed",
        failed == null ? null : failed.failure());
  }

  /** More children than needed may have succeeded at the same moment; the ones forked first are taken. */
  private List<T> firstSuccessesByPosition(ParkingScope<T, List<T>> scope) {
    Object[] succeeded = new Object[scope.children()];
    int from = succeeded.length;
    for (Child<?> child = scope.lastChild(); child != null; child = child.previous()) {
      if (child.state() == Subtask.State.SUCCESS) {
        succeeded[--from] = child.value();
      }
    }
    Object[] values = new Object[needed];
    System.arraycopy(succeeded, from, values, 0, needed);
    return ParkingScope.listOf(values);
  }
}

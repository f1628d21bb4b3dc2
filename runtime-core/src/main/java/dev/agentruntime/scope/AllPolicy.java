package dev.agentruntime.scope;

import dev.agentruntime.scope.ScopeFailedException.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All succeed, or the first failure is thrown. Immutable. */
final class AllPolicy<T extends @Nullable Object> extends ScopePolicy<T, List<T>> {
  static final AllPolicy<?> INSTANCE = new AllPolicy<>();

  private AllPolicy() {}

  @Override
  boolean ended(ParkingScope<?, ?> scope, Child<?> child) {
    return child.failure() != null && scope.noteFailure(child);
  }

  @Override
  List<T> result(ParkingScope<T, List<T>> scope) {
    Child<?> failed = scope.firstFailure();
    if (failed != null) {
      throw scope.failed(
          Reason.CHILD_FAILED, "child '" + failed.name() + "' of scope '" + scope.name() + "' failed", failed.failure());
    }
    Object[] values = new Object[scope.children()];
    int at = values.length;
    for (Child<?> child = scope.lastChild(); child != null; child = child.previous()) {
      if (child.state() != Subtask.State.SUCCESS) {
        throw scope.cancelledEarly();
      }
      values[--at] = child.value();
    }
    return ParkingScope.listOf(values);
  }
}

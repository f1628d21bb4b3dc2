package dev.agentruntime.scope;

import dev.agentruntime.scope.ScopeFailedException.Reason;
import org.jspecify.annotations.Nullable;

/** The first success wins. Immutable. */
final class FirstPolicy<T extends @Nullable Object> extends ScopePolicy<T, T> {
  static final FirstPolicy<?> INSTANCE = new FirstPolicy<>();

  private FirstPolicy() {}

  @Override
  boolean ended(ParkingScope<?, ?> scope, Child<?> child) {
    if (child.failure() == null) {
      return scope.noteWinner(child);
    }
    scope.noteFailure(child);
    return false;
  }

  @Override
  @SuppressWarnings("unchecked") // every child of this scope returns a T
  T result(ParkingScope<T, T> scope) {
    Child<?> winner = scope.winner();
    if (winner != null) {
      return (T) winner.value();
    }
    for (Child<?> child = scope.lastChild(); child != null; child = child.previous()) {
      if (child.failure() == null) {
        throw scope.cancelledEarly();
      }
    }
    Child<?> failed = scope.firstFailure();
    throw scope.failed(
        Reason.NONE_SUCCEEDED,
        "none of the " + scope.children() + " children of scope '" + scope.name() + "' succeeded",
        failed == null ? null : failed.failure());
  }
}

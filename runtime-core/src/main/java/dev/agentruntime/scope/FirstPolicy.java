package dev.agentruntime.scope;

import dev.agentruntime.scope.ScopeFailedException.Reason;
import org.jspecify.annotations.Nullable;

/** The first success wins. Immutable. */
final class FirstPolicy<T extends @Nullable Object> extends ScopePolicy<T, T> {
  static final FirstPolicy<?> INSTANCE = new FirstPolicy<>();

  private FirstPolicy() {}

  @Override
  boolean ended(Siblings siblings, Child<?> child) {
    if (child.failure() == null) {
      return siblings.noteWinner(child);
    }
    siblings.noteFailure(child);
    return false;
  }

  @Override
  @SuppressWarnings("unchecked") // every child of this scope returns a T
  T result(Siblings siblings) {
    Child<?> winner = siblings.winner();
    if (winner != null) {
      return (T) winner.value();
    }
    for (Child<?> child = siblings.lastChild(); child != null; child = child.previous()) {
      if (child.failure() == null) {
        throw siblings.cancelledEarly();
      }
    }
    Child<?> failed = siblings.firstFailure();
    throw siblings.failed(
        Reason.NONE_SUCCEEDED,
        "none of the %d children of scope '%s' succeeded"
            .formatted(siblings.children(), siblings.name()),
        failed);
  }
}

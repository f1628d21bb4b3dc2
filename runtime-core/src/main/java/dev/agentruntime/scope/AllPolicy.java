package dev.agentruntime.scope;

import dev.agentruntime.scope.ScopeFailedException.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All succeed, or the first failure is thrown. Immutable. */
final class AllPolicy<T extends @Nullable Object> extends ScopePolicy<T, List<T>> {
  static final AllPolicy<?> INSTANCE = new AllPolicy<>();

  private AllPolicy() {}

  @Override
  boolean ended(Siblings siblings, Child<?> child) {
    return child.failure() != null && siblings.noteFailure(child);
  }

  @Override
  List<T> result(Siblings siblings) {
    Child<?> failed = siblings.firstFailure();
    if (failed != null) {
      throw siblings.failed(
          Reason.CHILD_FAILED,
          "child '" + failed.name() + "' of scope '" + siblings.name() + "' failed",
          failed);
    }
    Object[] values = new Object[siblings.children()];
    int at = values.length;
    for (Child<?> child = siblings.lastChild(); child != null; child = child.previous()) {
      if (child.state() != Subtask.State.SUCCESS) {
        throw siblings.cancelledEarly();
      }
      values[--at] = child.value();
    }
    return Siblings.listOf(values);
  }
}

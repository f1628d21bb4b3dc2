package dev.agentruntime.scope;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waits for all and gives what became of each. Immutable. */
final class CollectPolicy<T extends @Nullable Object> extends ScopePolicy<T, List<ChildResult<T>>> {
  static final CollectPolicy<?> INSTANCE = new CollectPolicy<>();

  private CollectPolicy() {}

  @Override
  boolean ended(Siblings siblings, Child<?> child) {
    return false;
  }

  @Override
  List<ChildResult<T>> result(Siblings siblings) {
    Object[] results = new Object[siblings.children()];
    int at = results.length;
    for (Child<?> child = siblings.lastChild(); child != null; child = child.previous()) {
      results[--at] = child.outcome();
    }
    return Siblings.listOf(results);
  }
}

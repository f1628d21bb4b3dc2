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
  boolean ended(Siblings siblings, Child<?> child) {
    if (child.failure() == null) {
      return siblings.countSuccess() == needed;
    }
    siblings.noteFailure(child);
    return outOfReach(siblings, siblings.countFailure());
  }

  @Override
  boolean joined(Siblings siblings) {
    return outOfReach(siblings, siblings.failures());
  }

  /**
   * The owner writes the total and then reads the failures, a child the other way round, so one of
   * them sees both.
   */
  private boolean outOfReach(Siblings siblings, int failures) {
    int total = siblings.total();
    return total != Siblings.UNKNOWN && total - failures < needed;
  }

  @Override
  List<T> result(Siblings siblings) {
    if (siblings.successes() >= needed) {
      return firstSuccessesByPosition(siblings);
    }
    if (!outOfReach(siblings, siblings.failures())) {
      throw siblings.cancelledEarly();
    }
    Child<?> failed = siblings.firstFailure();
    throw siblings.failed(
        Reason.QUORUM_UNREACHABLE,
        "scope '%s' cannot reach its quorum of %d: %d of %d children failed"
            .formatted(siblings.name(), needed, siblings.failures(), siblings.children()),
        failed);
  }

  /**
   * More children than needed may have succeeded at the same moment; the ones forked first are
   * taken.
   */
  private List<T> firstSuccessesByPosition(Siblings siblings) {
    Object[] succeeded = new Object[siblings.children()];
    int from = succeeded.length;
    for (Child<?> child = siblings.lastChild(); child != null; child = child.previous()) {
      if (child.state() == Subtask.State.SUCCESS) {
        succeeded[--from] = child.value();
      }
    }
    Object[] values = new Object[needed];
    System.arraycopy(succeeded, from, values, 0, needed);
    return Siblings.listOf(values);
  }
}

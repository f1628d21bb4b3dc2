package dev.agentruntime.scope;

import org.jspecify.annotations.Nullable;

/**
 * Waits for all and gives nothing; for callers in this package that look at the child itself.
 * Immutable.
 */
final class AwaitPolicy extends ScopePolicy<@Nullable Object, @Nullable Object> {
  static final AwaitPolicy INSTANCE = new AwaitPolicy();

  private AwaitPolicy() {}

  @Override
  boolean ended(Siblings siblings, Child<?> child) {
    return false;
  }

  @Override
  @Nullable Object result(Siblings siblings) {
    return null;
  }
}

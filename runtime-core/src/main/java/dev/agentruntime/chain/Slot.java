package dev.agentruntime.chain;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A layer's place for one piece of state in a scope: an array index, captured once when the layer
 * is bound, so that reaching the state costs no look-up. Immutable.
 *
 * @param <T> what is kept; must be safe for use by many threads unless its scope is a call
 */
public final class Slot<T> {
  private final StateScope scope;
  private final int index;
  private final Supplier<? extends T> initial;

  Slot(StateScope scope, int index, Supplier<? extends T> initial) {
    this.scope = scope;
    this.index = index;
    this.initial = initial;
  }

  /**
   * The state for the scope a call belongs to, made when first asked for.
   *
   * @param call a call
   * @return the state
   */
  @SuppressWarnings("unchecked") // only this slot's own supplier ever fills its index
  public T get(ToolCall call) {
    return (T) call.kept(scope, index, initial);
  }

  /**
   * The state for the scope a call belongs to, if anybody asked for it before. Makes nothing, so
   * that looking costs no room.
   *
   * @param call a call
   * @return the state, or null if there is none yet
   */
  @SuppressWarnings("unchecked") // only this slot's own supplier ever fills its index
  public @Nullable T getOrNull(ToolCall call) {
    return (T) call.keptOrNull(scope, index);
  }

  /**
   * The state for the scope a run belongs to, made when first asked for.
   *
   * @param run a run
   * @return the state
   * @throws IllegalStateException if this slot's scope is a call
   */
  @SuppressWarnings("unchecked") // only this slot's own supplier ever fills its index
  public T get(RunFrame run) {
    return (T) run.box(scope).get(index, initial);
  }
}

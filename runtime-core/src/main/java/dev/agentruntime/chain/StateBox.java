package dev.agentruntime.chain;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What layers keep for one run, session, tenant or runtime: an array indexed by {@link Slot}. Made
 * by the runtime. Safe for use by many threads; what the slots hold has to see to itself.
 */
public sealed class StateBox permits RunBox {
  private static final @Nullable Object[] EMPTY = new Object[0];
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Object[].class);

  /**
   * Replaced, never shrunk, under this object's lock; elements are set once, under the lock, and
   * read without it.
   */
  private volatile @Nullable Object[] values;

  /** Makes an empty box. */
  public StateBox() {
    values = EMPTY;
  }

  /** An empty box with room for so many. */
  StateBox(int slots) {
    values = new Object[slots];
  }

  Object get(int index, Supplier<?> initial) {
    Object value = getOrNull(index);
    return value != null ? value : create(index, initial);
  }

  @Nullable Object getOrNull(int index) {
    @Nullable Object[] now = values;
    return index < now.length ? ELEMENT.getAcquire(now, index) : null;
  }

  private synchronized Object create(int index, Supplier<?> initial) {
    @Nullable Object[] now = values;
    if (index < now.length && now[index] != null) {
      return now[index];
    }
    Object value = made(index, initial);
    // Read again: making the value may have filled other slots, on this thread and so under this
    // lock.
    now = values;
    if (index >= now.length) {
      now = Arrays.copyOf(now, Math.max(index + 1, now.length * 2));
      values = now;
    }
    ELEMENT.setRelease(now, index, value);
    return value;
  }

  /** The state a slot begins with. */
  static Object made(int index, Supplier<?> initial) {
    Object value = initial.get();
    if (value == null) {
      throw new IllegalStateException("the initial state of slot " + index + " must not be null");
    }
    return value;
  }
}

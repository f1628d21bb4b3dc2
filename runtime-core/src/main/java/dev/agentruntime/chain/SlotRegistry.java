package dev.agentruntime.chain;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Hands out slots, one per layer, key and scope, for the lifetime of a runtime. Asking again for
 * the same key yields the same slot, so binding another tool, or the same tool for another run,
 * takes no further room. Safe for use by many threads.
 */
public final class SlotRegistry {
  /** More distinct slots mean that a tool provider invents names for ever. */
  private static final int MAX_SLOTS = 100_000;

  private record Key(StateScope scope, String layer, String tool, String name) {}

  private final Map<Key, Slot<?>> slots = new HashMap<>();
  private final Map<StateScope, Integer> next = new EnumMap<>(StateScope.class);

  /** Makes an empty registry. */
  public SlotRegistry() {}

  @SuppressWarnings("unchecked") // a layer uses one type per key
  synchronized <T> Slot<T> slot(
      StateScope scope, String layer, String tool, String name, Supplier<? extends T> initial) {
    Key key = new Key(scope, layer, tool, name);
    Slot<?> known = slots.get(key);
    if (known != null) {
      return (Slot<T>) known;
    }
    if (slots.size() >= MAX_SLOTS) {
      throw new IllegalStateException(
          "layer '"
              + layer
              + "' asked for state '"
              + name
              + "' of tool '"
              + tool
              + "', but the runtime has "
              + MAX_SLOTS
              + " slots already; does a tool provider make up new tool names for each run?");
    }
    Slot<T> slot = new Slot<>(scope, next.merge(scope, 1, Integer::sum) - 1, initial);
    slots.put(key, slot);
    return slot;
  }
}

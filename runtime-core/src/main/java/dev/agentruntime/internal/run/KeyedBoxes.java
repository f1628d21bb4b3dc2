package dev.agentruntime.internal.run;

import dev.agentruntime.chain.StateBox;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state boxes of sessions or tenants, the least recently used dropped beyond a bound, so that a
 * host with ever new sessions does not grow for ever. A run keeps the box it began with. Safe for
 * use by many threads.
 */
final class KeyedBoxes {
  /** Far more sessions than one process serves at a time, at a few hundred bytes each. */
  private static final int MAX_BOXES = 10_000;

  private final Map<String, StateBox> boxes =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, StateBox> eldest) {
          return size() > MAX_BOXES;
        }
      };

  synchronized StateBox get(String key) {
    return boxes.computeIfAbsent(key, k -> new StateBox());
  }
}

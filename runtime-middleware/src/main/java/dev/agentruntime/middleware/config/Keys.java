package dev.agentruntime.middleware.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The keys of one table.
 *
 * @param start makes what they are read into
 * @param keys every key there is, in the order in which they are applied
 */
record Keys<D>(Supplier<D> start, List<Key<D>> keys) {
  Keys {
    keys = List.copyOf(keys);
  }

  /** Reads a table; what became of it is handed on only if nothing in it was wrong. */
  void read(Reading reading, String path, JsonNode node, Consumer<D> done) {
    int before = reading.problems().size();
    if (!node.isObject()) {
      reading.problem(path, "must be a table, was " + Reading.shown(node, false));
      return;
    }
    List<String> known = keys.stream().map(Key::name).toList();
    node.properties().stream()
        .filter(entry -> !known.contains(entry.getKey()))
        .forEach(
            entry ->
                reading.unknown(
                    KeyLines.child(path, KeyLines.segment(entry.getKey())), entry.getKey(), known));
    D started = start.get();
    for (Key<D> key : keys) {
      JsonNode value = node.get(key.name());
      if (value == null && key.fallback().equals(Key.REQUIRED)) {
        reading.problem(KeyLines.child(path, key.name()), Key.REQUIRED + " to " + key.words());
      }
      if (value != null) {
        key.reader().read(reading, KeyLines.child(path, key.name()), value, started);
      }
    }
    if (reading.problems().size() == before) {
      reading.guarded(path, () -> done.accept(started));
    }
  }
}

package dev.agentruntime.testkit.time;

import java.util.IdentityHashMap;
import java.util.List;

/** What was opened and not closed again. Safe for use by many threads. */
final class OpenResources {
  /** By identity, whatever a resource makes of equals, with who opened it. Guarded by itself. */
  private final IdentityHashMap<AutoCloseable, Thread> open = new IdentityHashMap<>();

  void opened(AutoCloseable resource) {
    synchronized (open) {
      open.put(resource, Thread.currentThread());
    }
  }

  void closed(AutoCloseable resource) {
    synchronized (open) {
      open.remove(resource);
    }
  }

  /** What is open now, in words and in alphabetical order. */
  List<String> described() {
    synchronized (open) {
      return open.entrySet().stream()
          .map(
              entry ->
                  entry.getKey()
                      + " was opened by '"
                      + entry.getValue().getName()
                      + "' and is open")
          .sorted()
          .toList();
    }
  }
}

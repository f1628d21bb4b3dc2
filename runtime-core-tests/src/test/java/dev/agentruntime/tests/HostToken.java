package dev.agentruntime.tests;

import dev.agentruntime.context.CancellationToken;
import java.util.ArrayList;
import java.util.List;

/** A host's stop signal that remembers who is interested. Safe for use by many threads. */
final class HostToken implements CancellationToken {
  // Guarded by this object's lock.
  private final List<Runnable> interested = new ArrayList<>();
  private boolean cancelled;

  @Override
  public Registration onCancel(Runnable callback) {
    boolean now;
    synchronized (this) {
      interested.add(callback);
      now = cancelled;
    }
    if (now) {
      callback.run();
    }
    return () -> {
      synchronized (this) {
        interested.remove(callback);
      }
    };
  }

  void cancel() {
    List<Runnable> all;
    synchronized (this) {
      cancelled = true;
      all = List.copyOf(interested);
    }
    all.forEach(Runnable::run);
  }

  /** How many runs are interested; zero once all have ended. */
  synchronized int interested() {
    return interested.size();
  }
}

package dev.agentruntime.chain;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a link let out of its call, for a test to look at or misuse. */
final class Kept<T> {
  private final AtomicReference<@Nullable T> value = new AtomicReference<>();

  void set(T kept) {
    value.set(kept);
  }

  T get() {
    T kept = value.get();
    if (kept == null) {
      throw new AssertionError("nothing was kept");
    }
    return kept;
  }
}

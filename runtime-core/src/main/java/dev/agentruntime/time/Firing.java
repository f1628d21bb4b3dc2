package dev.agentruntime.time;

import org.jspecify.annotations.Nullable;

/** One limit that fires on a thread of its own. */
final class Firing implements Runnable {
  private final TimeLimit limit;
  private final Firings firings;
  private final TimeSource time;
  private volatile @Nullable Thread thread;

  Firing(TimeLimit limit, Firings firings, TimeSource time) {
    this.limit = limit;
    this.firings = firings;
    this.time = time;
  }

  void startedAs(Thread started) {
    thread = started;
  }

  /** Null until it has been started. */
  @Nullable Thread thread() {
    return thread;
  }

  @Override
  public void run() {
    try {
      limit.fire(time);
    } catch (Throwable thrown) {
      firings.failed(thrown);
    } finally {
      limit.finishFiring(time);
      firings.ended(this);
    }
  }
}

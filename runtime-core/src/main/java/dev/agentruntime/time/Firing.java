package dev.agentruntime.time;

import org.jspecify.annotations.Nullable;

/** One limit that fires on a thread of its own. */
final class Firing implements Runnable {
  private final TimeLimit limit;
  private final Watchdog watchdog;
  private final TimeSource time;
  private volatile @Nullable Thread thread;

  Firing(TimeLimit limit, Watchdog watchdog, TimeSource time) {
    this.limit = limit;
    this.watchdog = watchdog;
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
      watchdog.failed(thrown);
    } finally {
      limit.finishFiring(time);
      watchdog.firingEnds(this);
    }
  }
}

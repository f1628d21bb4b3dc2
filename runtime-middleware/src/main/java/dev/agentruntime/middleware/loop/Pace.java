package dev.agentruntime.middleware.loop;

import java.time.Duration;

/**
 * Whether a tool may be asked again and again, and how soon. Immutable.
 *
 * @param polled whether it may
 * @param interval nanoseconds from the beginning of one call to that of the next; 0 for any
 */
record Pace(boolean polled, long interval) {
  /** A tool that nobody said may be polled. */
  static final Pace NOT_POLLED = new Pace(false, 0);

  static Pace of(Duration interval) {
    return new Pace(true, interval.toNanos());
  }

  /** Whether a call that begins now is a poll that came no sooner than it may. */
  boolean isKept(long lastBegan, long now) {
    return polled && now - lastBegan >= interval;
  }

  @Override
  public String toString() {
    return interval == 0 ? "any time" : "every " + Duration.ofNanos(interval);
  }
}

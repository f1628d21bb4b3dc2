package dev.agentruntime.time;

import java.time.Duration;
import java.util.Objects;

/**
 * A point on a {@link TimeSource}'s monotonic clock after which something is too late, or {@link
 * #never()}.
 *
 * <p>A timeout is relative; a deadline is absolute, made once at the edge and passed down. Where
 * two apply, the earlier one holds, so a nested limit can only shorten the time. Readings of the
 * clock are passed in; a deadline never reads one.
 *
 * <p>Immutable.
 */
public final class Deadline {
  /**
   * Longer timeouts than this are treated as this long: 100 years. The clock's scale spans 292
   * years either way, so the difference of any two deadlines made within a century of each other
   * keeps its sign.
   */
  static final long LONGEST_NANOS = Duration.ofDays(36_500).toNanos();

  private static final Deadline NEVER = new Deadline(0);

  private final long nanos;

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  /**
   * A deadline that does not come.
   *
   * @return the same instance each time
   */
  public static Deadline never() {
    return NEVER;
  }

  /**
   * A deadline some time from now.
   *
   * @param timeout how long from now; zero or negative makes a deadline that has passed
   * @param time the clock to count on
   * @return a new deadline
   */
  public static Deadline after(Duration timeout, TimeSource time) {
    Objects.requireNonNull(timeout, "timeout");
    return afterNanos(saturatedNanos(timeout), time.nanoTime());
  }

  /**
   * A deadline some nanoseconds after a reading of the clock; for hot paths that have read the
   * clock already.
   *
   * @param timeoutNanos how long after {@code nowNanos}; zero or negative makes a deadline that has
   *     passed, more than 100 years counts as 100 years
   * @param nowNanos a reading of {@link TimeSource#nanoTime()}
   * @return a new deadline
   */
  public static Deadline afterNanos(long timeoutNanos, long nowNanos) {
    return new Deadline(nowNanos + Math.clamp(timeoutNanos, 0, LONGEST_NANOS));
  }

  /**
   * A duration in nanoseconds, between zero and 100 years.
   *
   * @param duration the duration
   * @return its nanoseconds; zero if it is negative, cut to the longest timeout this class knows
   */
  public static long saturatedNanos(Duration duration) {
    if (duration.toSeconds() >= LONGEST_NANOS / 1_000_000_000L) {
      return LONGEST_NANOS;
    }
    return duration.isNegative() ? 0 : duration.toNanos();
  }

  /**
   * Whether this is {@link #never()}.
   *
   * @return true if the deadline does not come
   */
  public boolean isNever() {
    return this == NEVER;
  }

  /**
   * The point itself on the monotonic clock.
   *
   * @return nanoseconds on the scale of {@link TimeSource#nanoTime()}
   * @throws IllegalStateException if this is {@link #never()}
   */
  public long nanos() {
    if (this == NEVER) {
      throw new IllegalStateException("Deadline.never() has no point in time; ask isNever() first");
    }
    return nanos;
  }

  /**
   * Whether the deadline has passed.
   *
   * @param nowNanos a reading of {@link TimeSource#nanoTime()}
   * @return true if {@code nowNanos} is at or after the deadline
   */
  public boolean isExpired(long nowNanos) {
    return this != NEVER && nanos - nowNanos <= 0;
  }

  /**
   * How long is left.
   *
   * @param time the clock the deadline was made on
   * @return the remaining time, zero if the deadline has passed, about 100 years if it never does
   */
  public Duration remaining(TimeSource time) {
    if (this == NEVER) {
      return Duration.ofNanos(LONGEST_NANOS);
    }
    return Duration.ofNanos(Math.max(0, nanos - time.nanoTime()));
  }

  /**
   * The earlier of two deadlines on the same clock.
   *
   * @param other another deadline
   * @return this one or the other, whichever comes first
   */
  public Deadline earlier(Deadline other) {
    if (other == NEVER) {
      return this;
    }
    if (this == NEVER) {
      return other;
    }
    return other.nanos - nanos < 0 ? other : this;
  }

  @Override
  public String toString() {
    return this == NEVER ? "Deadline.never()" : "Deadline(" + nanos + " ns)";
  }
}

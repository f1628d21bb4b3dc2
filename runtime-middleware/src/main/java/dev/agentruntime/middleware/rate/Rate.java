package dev.agentruntime.middleware.rate;

import dev.agentruntime.middleware.internal.Settings;
import dev.agentruntime.time.Deadline;
import java.time.Duration;

/**
 * How often something may happen: evenly so many times in a period, and so many at once after a
 * rest. Immutable.
 *
 * @param calls how many in a period, at least 1
 * @param per the period, more than zero; any length, so that once a day can be said
 * @param burst how many at once, at least 1
 */
public record Rate(int calls, Duration per, int burst) {
  private static final long LONGEST_NANOS = Deadline.saturatedNanos(Duration.ofDays(36_500));

  /** Checks the components. */
  public Rate {
    Settings.atLeast(1, "rate calls", calls);
    Settings.positive("rate per", per);
    Settings.atLeast(1, "rate burst", burst);
    if (burst > LONGEST_NANOS / spacingNanos(calls, per)) {
      throw new IllegalArgumentException(
          "rate burst must be earned back within a century, was "
              + burst
              + " at "
              + calls
              + " per "
              + per);
    }
  }

  /**
   * A rate whose burst is one period's worth.
   *
   * @param calls how many in a period, at least 1
   * @param per the period, more than zero
   * @return a new rate
   * @throws IllegalArgumentException if a value is too small
   */
  public static Rate of(int calls, Duration per) {
    return new Rate(calls, per, calls);
  }

  /**
   * The same rate with another burst.
   *
   * @param atOnce how many at once, at least 1
   * @return a new rate
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Rate withBurst(int atOnce) {
    return new Rate(calls, per, atOnce);
  }

  /** The time one of them costs; rounded up, so that the rate is never exceeded. */
  long spacingNanos() {
    return spacingNanos(calls, per);
  }

  private static long spacingNanos(int calls, Duration per) {
    return Math.ceilDiv(Deadline.saturatedNanos(per), (long) calls);
  }

  @Override
  public String toString() {
    return calls + " per " + per + ", " + burst + " at once";
  }
}

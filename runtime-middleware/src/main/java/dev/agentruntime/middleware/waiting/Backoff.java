package dev.agentruntime.middleware.waiting;

import dev.agentruntime.time.Deadline;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: a time drawn evenly between zero and a bound that
 * doubles with each failure up to a cap (full jitter), so that many callers that failed together do
 * not come back together. Immutable.
 *
 * @param first the bound after the first failure
 * @param longest the cap on the bound
 */
public record Backoff(Duration first, Duration longest) {
  /** Longer than a hiccup of a connection lasts, short enough to go unnoticed in a chat. */
  public static final Duration DEFAULT_FIRST = Duration.ofMillis(500);

  /**
   * Past this, an overloaded provider is better answered by another model than by more patience.
   */
  public static final Duration DEFAULT_LONGEST = Duration.ofSeconds(10);

  /** Doubling more often than this passes any cap there is. */
  private static final int MAX_DOUBLINGS = 62;

  /** Checks the components. */
  public Backoff {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(longest, "longest");
    if (!first.isPositive()) {
      throw new IllegalArgumentException("backoff first must be positive, was " + first);
    }
    if (longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "backoff longest must be at least first, " + first + ", was " + longest);
    }
  }

  /**
   * The defaults.
   *
   * @return {@link #DEFAULT_FIRST} to {@link #DEFAULT_LONGEST}
   */
  public static Backoff standard() {
    return new Backoff(DEFAULT_FIRST, DEFAULT_LONGEST);
  }

  /**
   * The bound after some failures.
   *
   * @param failures how many attempts have failed, at least 1
   * @return {@code first}, doubled with each further failure, at most {@code longest}
   */
  public Duration bound(int failures) {
    if (failures < 1) {
      throw new IllegalArgumentException("failures must be at least 1, was " + failures);
    }
    long firstNanos = Deadline.saturatedNanos(first);
    long longestNanos = Deadline.saturatedNanos(longest);
    int doublings = failures - 1;
    // Compared the other way round, the product could overflow.
    return doublings > MAX_DOUBLINGS || firstNanos > longestNanos >> doublings
        ? Duration.ofNanos(longestNanos)
        : Duration.ofNanos(firstNanos << doublings);
  }

  /**
   * Draws a wait.
   *
   * @param failures how many attempts have failed, at least 1
   * @param random where the jitter comes from
   * @return between zero and {@link #bound}, both included
   */
  public Duration pause(int failures, RandomGenerator random) {
    return Duration.ofNanos(random.nextLong(bound(failures).toNanos() + 1));
  }
}

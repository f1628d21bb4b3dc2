package dev.agentruntime.middleware.model;

import dev.agentruntime.middleware.waiting.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Decides what follows a failed attempt. Pure but for the random source it is handed. Immutable.
 *
 * @param maxAttempts how many attempts there may be, the first included
 * @param backoff how long to wait if the provider does not say
 * @param maxRetryAfter the longest wait a provider may ask for
 */
record RetryTerms(int maxAttempts, Backoff backoff, Duration maxRetryAfter) {

  /** What follows. */
  sealed interface Next {
    /**
     * Another attempt.
     *
     * @param pause after this time
     */
    record Again(Duration pause) implements Next {}

    /**
     * None.
     *
     * @param code a stable name of the reason
     * @param why for people
     */
    record GiveUp(String code, String why) implements Next {}
  }

  /**
   * What follows a failure.
   *
   * @param failure what happened
   * @param attempt which attempt it was, from 1
   * @param delivered whether the host has seen some of the answer
   * @param left how long the run may still take
   */
  Next after(ModelFailure failure, int attempt, boolean delivered, Left left) {
    if (!failure.temporary()) {
      return new Next.GiveUp("not_temporary", "trying again would not help");
    }
    if (delivered) {
      return new Next.GiveUp("delivered", "the host has seen some of the answer already");
    }
    if (attempt >= maxAttempts) {
      return new Next.GiveUp("attempts_spent", "maxAttempts is " + maxAttempts);
    }
    Duration asked = failure.retryAfter().orElse(Duration.ZERO);
    if (asked.compareTo(maxRetryAfter) > 0) {
      return new Next.GiveUp(
          "retry_after_too_long",
          "the provider asks to wait " + asked + ", maxRetryAfter is " + maxRetryAfter);
    }
    // On top of what the provider asks, so that those it sent away together come back apart.
    Duration wait = asked.plus(backoff.pause(attempt, left.random()));
    if (wait.compareTo(left.time()) >= 0) {
      return new Next.GiveUp(
          "no_time_left", "the run has " + left.time() + " left, the wait would be " + wait);
    }
    return new Next.Again(wait);
  }

  /**
   * What a wait is drawn from.
   *
   * @param time how long the run may still take
   * @param random where the jitter comes from
   */
  record Left(Duration time, RandomGenerator random) {}
}

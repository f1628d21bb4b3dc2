package dev.agentruntime.middleware.retry;

import dev.agentruntime.middleware.waiting.Backoff;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Decides what follows an attempt. Pure but for the random source it is handed. Immutable.
 *
 * @param maxAttempts how many attempts there may be, the first included
 * @param backoff how long to wait on top of what the service asks for
 * @param maxRetryAfter the longest wait a service may ask for
 * @param transientFailures which exceptions may pass, beside those whose outcome says so
 */
record RetryTerms(
    int maxAttempts,
    Backoff backoff,
    Duration maxRetryAfter,
    Predicate<? super Throwable> transientFailures) {

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
   * Whether another attempt may help at all. Only what broke down and what was too slow may do
   * better the next time: an answer is an answer, and a refusal further in – an open circuit, a
   * limit – says itself when to come back.
   */
  boolean mayPass(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.InfrastructureError failure ->
          failure.transientFailure()
              || (failure.cause() != null && transientFailures.test(failure.cause()));
      case ToolOutcome.TimedOut _ -> true;
      case ToolOutcome.Success _, ToolOutcome.ToolError _ -> false;
      case ToolOutcome.InvalidArguments _, ToolOutcome.UnknownTool _ -> false;
      case ToolOutcome.Rejected _, ToolOutcome.ApprovalExpired _, ToolOutcome.Blocked _ -> false;
      case ToolOutcome.Cancelled _, ToolOutcome.Suspended _, ToolOutcome.Internal _ -> false;
    };
  }

  /**
   * What follows an outcome that may pass.
   *
   * @param outcome what happened
   * @param attempt which attempt it was, from 1
   * @param left how long the call may still take
   * @param random where the jitter comes from
   */
  Next after(ToolOutcome outcome, int attempt, Duration left, RandomGenerator random) {
    if (attempt >= maxAttempts) {
      return new Next.GiveUp("attempts_spent", "maxAttempts is " + maxAttempts);
    }
    Duration asked =
        outcome instanceof ToolOutcome.InfrastructureError failure
            ? TransientFailures.retryAfter(failure.cause()).orElse(Duration.ZERO)
            : Duration.ZERO;
    if (asked.compareTo(maxRetryAfter) > 0) {
      return new Next.GiveUp(
          "retry_after_too_long",
          "the service asks to wait " + asked + ", maxRetryAfter is " + maxRetryAfter);
    }
    // On top of what the service asks, so that those it sent away together come back apart.
    Duration wait = asked.plus(backoff.pause(attempt, random));
    if (wait.compareTo(left) >= 0) {
      return new Next.GiveUp(
          "no_time_left", "the call has " + left + " left, the wait would be " + wait);
    }
    return new Next.Again(wait);
  }
}

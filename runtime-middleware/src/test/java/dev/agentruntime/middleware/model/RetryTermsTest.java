package dev.agentruntime.middleware.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.model.ModelFailure.Kind;
import dev.agentruntime.middleware.model.RetryTerms.Left;
import dev.agentruntime.middleware.model.RetryTerms.Next;
import dev.agentruntime.middleware.waiting.Backoff;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetryTermsTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final RetryTerms terms = new RetryTerms(3, Backoff.standard(), Duration.ofSeconds(60));

  @Test
  void aTemporaryFailureIsTriedAgainUntilTheAttemptsAreSpent() {
    ModelFailure failure = ModelFailure.of(Kind.OVERLOADED);

    assertInstanceOf(Next.Again.class, after(failure, 1, false, LONG));
    assertInstanceOf(Next.Again.class, after(failure, 2, false, LONG));
    assertEquals("attempts_spent", code(after(failure, 3, false, LONG)));
  }

  @Test
  void aFailureThatDoesNotPassIsNotTriedAgain() {
    assertEquals(
        "not_temporary", code(after(ModelFailure.of(Kind.INVALID_REQUEST), 1, false, LONG)));
    assertEquals("not_temporary", code(after(ModelFailure.of(Kind.UNKNOWN), 1, false, LONG)));
  }

  @Test
  void nothingIsTriedAgainOnceTheHostHasSeenSomeOfIt() {
    assertEquals("delivered", code(after(ModelFailure.of(Kind.NETWORK), 1, true, LONG)));
  }

  @Test
  void theProvidersWaitIsKeptToInFull() {
    ModelFailure failure =
        ModelFailure.of(Kind.RATE_LIMITED).withRetryAfter(Duration.ofSeconds(20));

    Next.Again again = assertInstanceOf(Next.Again.class, after(failure, 1, false, LONG));

    assertTrue(again.pause().compareTo(Duration.ofSeconds(20)) >= 0, again.toString());
    assertTrue(again.pause().compareTo(Duration.ofMillis(20_500)) <= 0, again.toString());
  }

  @Test
  void aWaitLongerThanAllowedIsNotBegun() {
    ModelFailure failure =
        ModelFailure.of(Kind.RATE_LIMITED).withRetryAfter(Duration.ofSeconds(61));

    assertEquals(
        new Next.GiveUp(
            "retry_after_too_long", "the provider asks to wait PT1M1S, maxRetryAfter is PT1M"),
        after(failure, 1, false, LONG));
  }

  @Test
  void aWaitPastTheRunsEndIsNotBegun() {
    ModelFailure failure =
        ModelFailure.of(Kind.RATE_LIMITED).withRetryAfter(Duration.ofSeconds(20));

    assertEquals("no_time_left", code(after(failure, 1, false, Duration.ofSeconds(20))));
    assertEquals("no_time_left", code(after(failure, 1, false, Duration.ZERO)));
  }

  private Next after(ModelFailure failure, int attempt, boolean delivered, Duration left) {
    return terms.after(failure, attempt, delivered, new Left(left, new SplittableRandom(3)));
  }

  private static String code(Next next) {
    return assertInstanceOf(Next.GiveUp.class, next).code();
  }
}

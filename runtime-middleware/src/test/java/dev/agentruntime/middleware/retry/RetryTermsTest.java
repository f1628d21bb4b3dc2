package dev.agentruntime.middleware.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.middleware.retry.RetryTerms.Next;
import dev.agentruntime.middleware.waiting.Backoff;
import dev.agentruntime.middleware.waiting.CarriesRetryAfter;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.exception.RateLimitException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetryTermsTest {
  private static final Duration PLENTY = Duration.ofHours(1);
  private static final ToolOutcome TIMED_OUT =
      new ToolOutcome.TimedOut(Duration.ofSeconds(5), false, false);

  private final RetryTerms terms =
      new RetryTerms(3, Backoff.standard(), Duration.ofMinutes(1), TransientFailures.STANDARD);

  static List<ToolOutcome> everyOutcome() {
    return List.of(
        ToolOutcome.success("ok"),
        ToolOutcome.toolError("no such order"),
        broken(new ConnectException("refused")),
        TIMED_OUT,
        new ToolOutcome.InvalidArguments("id is missing"),
        new ToolOutcome.UnknownTool("serach", List.of()),
        new ToolOutcome.Rejected("ann", "not now"),
        new ToolOutcome.ApprovalExpired("r1", Duration.ofMinutes(30)),
        new ToolOutcome.Blocked("breaker", "circuit_open", "down", Duration.ofSeconds(30)),
        new ToolOutcome.Cancelled(Cancellation.of(Cancellation.Kind.HOST, "stop")),
        new ToolOutcome.Suspended("r1", "asks"),
        new ToolOutcome.Internal("i1", "cache", null));
  }

  @ParameterizedTest
  @MethodSource("everyOutcome")
  void onlyWhatBrokeDownOrWasTooSlowMayPass(ToolOutcome outcome) {
    boolean expected =
        switch (outcome) {
          case ToolOutcome.InfrastructureError _, ToolOutcome.TimedOut _ -> true;
          case ToolOutcome.Success _, ToolOutcome.ToolError _ -> false;
          case ToolOutcome.InvalidArguments _, ToolOutcome.UnknownTool _ -> false;
          case ToolOutcome.Rejected _, ToolOutcome.ApprovalExpired _ -> false;
          case ToolOutcome.Blocked _, ToolOutcome.Cancelled _ -> false;
          case ToolOutcome.Suspended _, ToolOutcome.Internal _ -> false;
        };

    assertEquals(expected, terms.mayPass(outcome));
  }

  @Test
  void anUnknownFailureIsNotTransient() {
    assertFalse(terms.mayPass(broken(new IllegalStateException("timeout, connection refused"))));
    assertFalse(terms.mayPass(broken(new IOException("disk full"))));
    assertFalse(terms.mayPass(broken(new FileNotFoundException("a"))));
    assertFalse(terms.mayPass(broken(null)));
  }

  @Test
  void aFailureThatSaysSoIsTransient() {
    assertTrue(terms.mayPass(new ToolOutcome.InfrastructureError("i1", true, null)));
    assertTrue(terms.mayPass(broken(new SocketTimeoutException())));
    assertTrue(terms.mayPass(broken(new HttpTimeoutException("late"))));
    assertTrue(terms.mayPass(broken(new TimeoutException())));
    assertTrue(terms.mayPass(broken(new RateLimitException("429"))));
    assertTrue(terms.mayPass(broken(new AskedToWait(Duration.ofSeconds(1)))));
    assertTrue(terms.mayPass(broken(new IllegalStateException(new ConnectException()))));
  }

  @Test
  void causesThatGoRoundInCirclesEnd() {
    IllegalStateException one = new IllegalStateException();
    one.initCause(new IllegalStateException(one));

    assertFalse(terms.mayPass(broken(one)));
    assertEquals(Optional.empty(), TransientFailures.retryAfter(one));
  }

  @Test
  void attemptsAreBounded() {
    assertTrue(next(TIMED_OUT, 2, PLENTY) instanceof Next.Again);
    assertEquals(new Next.GiveUp("attempts_spent", "maxAttempts is 3"), next(TIMED_OUT, 3, PLENTY));
  }

  @Test
  void whatTheServiceAsksForIsWaitedOutAndThenTheJitter() {
    Next next = next(broken(new AskedToWait(Duration.ofSeconds(20))), 1, PLENTY);

    Duration pause = ((Next.Again) next).pause();
    assertTrue(pause.compareTo(Duration.ofSeconds(20)) >= 0, pause::toString);
    assertTrue(pause.compareTo(Duration.ofMillis(20_500)) <= 0, pause::toString);
  }

  @Test
  void aServiceThatAsksForTooMuchIsNotWaitedFor() {
    assertEquals(
        new Next.GiveUp(
            "retry_after_too_long", "the service asks to wait PT1M1S, maxRetryAfter is PT1M"),
        next(broken(new AskedToWait(Duration.ofSeconds(61))), 1, PLENTY));
  }

  @Test
  void aWaitThatDoesNotFitIsNotBegun() {
    Next next = next(broken(new AskedToWait(Duration.ofSeconds(20))), 1, Duration.ofSeconds(20));

    assertEquals("no_time_left", ((Next.GiveUp) next).code());
  }

  private Next next(ToolOutcome outcome, int attempt, Duration left) {
    return terms.after(outcome, attempt, left, new SplittableRandom(7));
  }

  private static ToolOutcome broken(@Nullable Throwable cause) {
    return new ToolOutcome.InfrastructureError("i1", false, cause);
  }

  static final class AskedToWait extends IllegalStateException implements CarriesRetryAfter {
    private static final long serialVersionUID = 1L;
    private final transient Duration wait;

    AskedToWait(Duration wait) {
      this.wait = wait;
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(wait);
    }
  }
}

package dev.agentruntime.middleware.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.ModelRefusedException;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.middleware.model.ModelFailure.Kind;
import dev.agentruntime.middleware.waiting.Backoff;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.testkit.chain.ModelHarness;
import dev.agentruntime.testkit.chain.ModelHarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** model-retry(model) */
@ExtendWith(RuntimeExtension.class)
class ModelRetryTest {
  private final VirtualTime time;

  ModelRetryTest(VirtualTime time) {
    this.time = time;
  }

  @Test
  void aFailureThatPassesIsTriedAgainAfterAWait() throws InterruptedException {
    ScriptedModel model = scripted(Turn.rateLimit(), Turn.rateLimit(), Turn.answer("hello"));
    ModelHarnessRun run = around(model, seeded().build()).newRun();

    assertEquals("hello", run.ask("hello?").aiMessage().text());

    model.assertExhausted();
    assertTrue(
        time.elapsed().isPositive() && time.elapsed().compareTo(Duration.ofMillis(1_500)) < 0);
    assertEquals(
        List.of("failed", "waiting", "failed", "waiting", "recovered"),
        run.decisions().stream()
            .map(told -> told.substring("model-retry ".length(), told.indexOf(':')))
            .toList());
    assertEquals("model-retry failed: attempt 1: RATE_LIMITED", run.decisions().getFirst());
    assertEquals("model-retry recovered: attempt 3", run.decisions().getLast());
  }

  @Test
  void theSameRequestIsSentEachTime() throws InterruptedException {
    ScriptedModel model = scripted(Turn.rateLimit(), Turn.answer("hello"));

    around(model, seeded().build()).newRun().ask("hello?");

    assertEquals(model.requests().getFirst(), model.requests().getLast());
  }

  @Test
  void aFailureThatDoesNotPassComesOutAsItIs() {
    InvalidRequestException failure = new InvalidRequestException("your secret is 42");
    ModelHarnessRun run = around(scripted(Turn.failure(failure)), seeded().build()).newRun();

    assertSame(failure, assertThrows(RuntimeException.class, () -> run.ask("hello?")));
    assertEquals(Duration.ZERO, time.elapsed());
    assertEquals(
        List.of(
            "model-retry failed: attempt 1: INVALID_REQUEST",
            "model-retry gave_up: not_temporary: trying again would not help"),
        run.decisions());
  }

  @Test
  void whenTheAttemptsAreSpentAllFailuresAreKeptAndNothingTheProviderSaidIsRepeated() {
    RateLimitException first = new RateLimitException("secret 1");
    RateLimitException second = new RateLimitException("secret 2");
    ModelHarness harness =
        around(
            scripted(Turn.failure(first), Turn.failure(second)), seeded().maxAttempts(2).build());

    ModelRetriesExhaustedException thrown =
        assertThrows(ModelRetriesExhaustedException.class, () -> harness.newRun().ask("hello?"));

    assertEquals(
        "gave up on the model after attempt 2 (RATE_LIMITED), since maxAttempts is 2",
        thrown.getMessage());
    assertSame(second, thrown.getCause());
    assertSame(first, thrown.getSuppressed()[0]);
    assertEquals(2, thrown.attempts());
    assertEquals(Kind.RATE_LIMITED, FailureClassifier.standard().classify(thrown).kind());
  }

  @Test
  void theProvidersWaitIsKeptTo() throws InterruptedException {
    ModelHarness harness =
        around(scripted(rateLimit(Duration.ofSeconds(20)), Turn.answer("x")), seeded().build());

    harness.newRun().ask("hello?");

    assertTrue(time.elapsed().compareTo(Duration.ofSeconds(20)) >= 0, time.elapsed().toString());
  }

  @Test
  void aWaitTheHostDoesNotAllowIsNotBegun() {
    ModelHarness harness =
        around(
            scripted(rateLimit(Duration.ofSeconds(20))),
            seeded().maxRetryAfter(Duration.ofSeconds(19)).build());

    ModelRetriesExhaustedException thrown =
        assertThrows(ModelRetriesExhaustedException.class, () -> harness.newRun().ask("hello?"));

    assertTrue(
        String.valueOf(thrown.getMessage())
            .endsWith("since the provider asks to wait PT20S, maxRetryAfter is PT19S"));
    assertEquals(Duration.ZERO, time.elapsed());
  }

  @Test
  void aWaitPastTheRunsDeadlineIsNotBegun() {
    ModelHarness harness = around(scripted(rateLimit(Duration.ofSeconds(20))), seeded().build());
    RunOptions tenSeconds = RunOptions.builder().timeout(Duration.ofSeconds(10)).build();

    ModelRetriesExhaustedException thrown =
        assertThrows(
            ModelRetriesExhaustedException.class, () -> harness.newRun(tenSeconds).ask("hello?"));

    assertTrue(
        String.valueOf(thrown.getMessage()).contains("the run has PT10S left"),
        thrown.getMessage());
    assertEquals(Duration.ZERO, time.elapsed());
  }

  @Test
  void cancellingEndsTheWait() {
    ModelHarnessRun run =
        around(scripted(rateLimit(Duration.ofSeconds(50))), seeded().build()).newRun();
    time.start(
        "canceller",
        () -> {
          try {
            time.sleep(Duration.ofSeconds(3));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          run.cancel(Cancellation.of(Cancellation.Kind.HOST, "enough"));
        });

    assertThrows(InterruptedException.class, () -> run.ask("hello?"));
    assertEquals(Duration.ofSeconds(3), time.elapsed());
  }

  @Test
  void anInterruptInDisguiseIsNotTriedAgain() {
    LangChain4jException disguise = new LangChain4jException(new InterruptedException("x"));
    ModelHarnessRun run = around(scripted(Turn.failure(disguise)), seeded().build()).newRun();

    assertSame(disguise, assertThrows(RuntimeException.class, () -> run.ask("hello?")));
    assertEquals(List.of(), run.decisions());
  }

  @Test
  void nothingIsTriedAgainOnceTheHostHasSeenSomeOfIt() {
    AtomicInteger asked = new AtomicInteger();
    ModelHarnessRun run =
        ModelHarness.around(
                "streaming",
                call -> {
                  asked.incrementAndGet();
                  call.deliver(new ModelDelta.Text("half a"));
                  throw new RateLimitException("x");
                })
            .layer(seeded().build())
            .time(time)
            .build()
            .newRun();

    ModelRetriesExhaustedException thrown =
        assertThrows(ModelRetriesExhaustedException.class, () -> run.ask("hello?"));

    assertEquals(1, asked.get());
    assertEquals(
        "gave up on the model after attempt 1 (RATE_LIMITED), since the host has seen some of the"
            + " answer already",
        thrown.getMessage());
  }

  @Test
  void aRefusalOfALayerFurtherInGoesStraightOut() {
    ModelRefusedException refusal = new ModelRefusedException("purse", "spent");
    ModelHarnessRun run =
        around(
                scripted(Turn.failure(refusal)),
                seeded().classifier(thrown -> ModelFailure.of(Kind.OVERLOADED)).build())
            .newRun();

    assertSame(refusal, assertThrows(RuntimeException.class, () -> run.ask("hello?")));
    assertEquals(List.of(), run.decisions());
  }

  @Test
  void anErrorIsNotTriedAgain() {
    AssertionError defect = new AssertionError("defect");
    ModelHarnessRun run = around(scripted(Turn.failure(defect)), seeded().build()).newRun();

    assertSame(defect, assertThrows(AssertionError.class, () -> run.ask("hello?")));
  }

  @Test
  void theHostsClassifierDecides() throws InterruptedException {
    FailureClassifier everythingPasses = thrown -> ModelFailure.of(Kind.OVERLOADED);
    ScriptedModel model =
        scripted(Turn.failure(new IllegalStateException("odd")), Turn.answer("hello"));

    around(model, seeded().classifier(everythingPasses).build()).newRun().ask("hello?");

    model.assertExhausted();
  }

  @Test
  void theHostsBackoffDecides() throws InterruptedException {
    Duration hour = Duration.ofHours(1);
    ModelHarness harness =
        around(
            scripted(Turn.rateLimit(), Turn.answer("x")),
            seeded().backoff(new Backoff(hour, hour)).build());

    harness.newRun().ask("hello?");

    assertTrue(time.elapsed().compareTo(Duration.ofMinutes(1)) > 0, time.elapsed().toString());
  }

  @Test
  void theSameSeedWaitsTheSame() throws InterruptedException {
    around(scripted(Turn.rateLimit(), Turn.answer("x")), seeded().build()).newRun().ask("x");
    Duration once = time.elapsed();
    around(scripted(Turn.rateLimit(), Turn.answer("x")), seeded().build()).newRun().ask("x");

    assertEquals(once.multipliedBy(2), time.elapsed());
    assertFalse(once.isZero());
  }

  @Test
  void senselessValuesAreRefusedWithKeyValueAndBound() {
    assertEquals(
        "model retry maxAttempts must be at least 2, was 1",
        message(() -> ModelRetry.builder().maxAttempts(1)));
    assertEquals(
        "model retry maxRetryAfter must be positive, was PT0S",
        message(() -> ModelRetry.builder().maxRetryAfter(Duration.ZERO)));
  }

  @Test
  void theSettingsAreShown() {
    assertEquals(
        "ModelRetry(at most 3 attempts, backoff PT0.5S to PT10S, retry-after up to PT1M)",
        ModelRetry.standard().toString());
  }

  private static String message(Runnable misuse) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, misuse::run).getMessage());
  }

  private ScriptedModel scripted(Turn... script) {
    return ScriptedModel.on(time, script);
  }

  private ModelHarness around(ScriptedModel model, ModelRetry retry) {
    return ModelHarness.around(model).layer(retry).time(time).build();
  }

  private static ModelRetry.Builder seeded() {
    return ModelRetry.builder().random(() -> new SplittableRandom(42));
  }

  private static Turn rateLimit(Duration wait) {
    return Turn.failure(new RateLimitException(new AskedToWait(wait)));
  }
}

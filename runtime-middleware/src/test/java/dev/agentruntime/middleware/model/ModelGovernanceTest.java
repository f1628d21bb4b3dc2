package dev.agentruntime.middleware.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.middleware.budget.Allowance;
import dev.agentruntime.middleware.budget.BudgetBook;
import dev.agentruntime.middleware.budget.Budgets;
import dev.agentruntime.middleware.budget.ModelBudget;
import dev.agentruntime.middleware.budget.Quantity;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.ScriptedStreamingModel;
import dev.agentruntime.testkit.model.StreamTurn;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.time.Deadline;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RuntimeExtension.class)
class ModelGovernanceTest {
  private static final RunOptions ACME = RunOptions.builder().tenant("acme").build();

  private final VirtualTime time;
  private final EventRecorder events;
  private final UsageLedger ledger = new UsageLedger();

  ModelGovernanceTest(VirtualTime time, EventRecorder events) {
    this.time = time;
    this.events = events;
  }

  @Test
  void theOrderIsTheOneThatWorksWhateverTheOrderOfTelling() {
    ModelGovernance all =
        ModelGovernance.builder()
            .timeout(ModelTimeout.standard())
            .usage(ModelUsage.into(ledger).build())
            .concurrency(ModelLimit.of(4))
            .budget(ModelBudget.from(Budgets.builder().build()))
            .fallback(ModelFallback.to(ScriptedModel.of()))
            .retry(ModelRetry.standard())
            .cache(ResponseCache.forRequests(request -> true).build())
            .build();

    assertEquals(
        "model-cache(model-retry(model-fallback(model-limit(model-budget(model-usage(model-timeout("
            + "model)))))))",
        all.toString());
  }

  @Test
  void whatIsNotGivenIsOff() {
    assertEquals("model", ModelGovernance.builder().build().toString());
    assertEquals(
        "model-retry(model)",
        ModelGovernance.builder().retry(ModelRetry.standard()).build().toString());
  }

  @Test
  void anotherModelAnswersBeforeAnybodyWaits() { // Retry(Fallback(model))
    ScriptedModel first = ScriptedModel.on(time, Turn.rateLimit());
    ScriptedModel second = ScriptedModel.on(time, Turn.answer("second"));

    RunResult result = run(first, retrying().fallback(ModelFallback.to(second)));

    assertEquals("second", result.orThrow());
    assertEquals(Duration.ZERO, time.elapsed());
  }

  @Test
  void whenNoModelIsLeftTheRetryWaitsAndBeginsWithTheFirst() { // Retry(Fallback(model))
    ScriptedModel first = ScriptedModel.on(time, Turn.rateLimit(), Turn.answer("first"));
    ScriptedModel second = ScriptedModel.on(time, Turn.rateLimit());

    assertEquals("first", run(first, retrying().fallback(ModelFallback.to(second))).orThrow());

    assertTrue(time.elapsed().isPositive());
    assertEquals(
        List.of(
            "model-fallback failed",
            "model-fallback failed",
            "model-retry failed",
            "model-retry waiting",
            "model-retry recovered"),
        decisions());
  }

  @Test
  void anAttemptThatStallsIsCutOffAndTriedAgain() { // Retry(Timeout(model))
    ScriptedModel model = ScriptedModel.on(time, Turn.hang(), Turn.answer("second try"));

    RunResult result = run(model, retrying().timeout(ModelTimeout.of(Duration.ofSeconds(30))));

    assertEquals("second try", result.orThrow());
    assertTrue(time.elapsed().compareTo(Duration.ofSeconds(31)) < 0, time.elapsed().toString());
  }

  @Test
  void aFullQueueIsAReasonToAskAnotherModel() { // Fallback(Limit(model))
    ModelLimit alone = ModelLimit.builder(1).maxQueued(0).build();
    ScriptedModel first = ScriptedModel.on(time, Turn.answer("slow").after(Duration.ofMinutes(1)));
    ScriptedModel second = ScriptedModel.on(time, Turn.answer("second"));
    ModelFallback other =
        ModelFallback.builder()
            .then("second", ModelHandler.of(second), ModelFallback.DEFAULT_KINDS)
            .build();
    try (AgentRuntime runtime =
        runtime(first, ModelGovernance.builder().fallback(other).concurrency(alone))) {
      AgentRun slow = runtime.agent("a").build().start("go");
      assertEquals("second", awaitAsked(first, () -> runtime.agent("b").build().run("go").text()));
      assertEquals("slow", slow.result().orThrow());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @FunctionalInterface
  private interface Asking {
    String ask();
  }

  private String awaitAsked(ScriptedModel model, Asking asking) throws InterruptedException {
    model.awaitRequests(1, Deadline.never());
    return asking.ask();
  }

  @Test
  void whoOnlyQueuesHasSetNothingAside() throws InterruptedException { // Limit(Budget(model))
    BudgetBook book = BudgetBook.of(Allowance.unlimited(), Allowance.unlimited().tokens(1_000_000));
    Budgets budgets = Budgets.builder().book(book).build();
    ScriptedModel model =
        ScriptedModel.on(
            time, Turn.answer("slow").after(Duration.ofSeconds(20)), Turn.answer("next"));
    try (AgentRuntime runtime =
        runtime(
            model,
            ModelGovernance.builder()
                .budget(ModelBudget.from(budgets))
                .concurrency(ModelLimit.of(1)))) {
      AgentRun slow = runtime.agent("a").build().start("go");
      AgentRun queued = runtime.agent("b").build().start("go");
      time.sleep(Duration.ofSeconds(10));
      assertEquals(
          ModelBudget.DEFAULT_FIRST_TOKENS,
          book.everybody().taken().of(Quantity.TOKENS),
          "of the one that is at the model");
      slow.result().orThrow();
      queued.result().orThrow();
    }
  }

  @Test
  void everyModelIsCountedAtItsOwnPrice() { // Fallback(Usage(model))
    PriceTable prices =
        PriceTable.in(Currency.getInstance("USD"))
            .with("ScriptedModel", Price.perMillion("1000000", "0"))
            .with("cheap", Price.perMillion("1", "0"));
    ScriptedModel second = ScriptedModel.on(time, Turn.answer("x").withUsage(1, 1));
    ModelFallback other =
        ModelFallback.builder()
            .then("cheap", ModelHandler.of(second), ModelFallback.DEFAULT_KINDS)
            .build();

    run(
            ScriptedModel.on(time, Turn.rateLimit()),
            ModelGovernance.builder()
                .fallback(other)
                .usage(ModelUsage.into(ledger).prices(prices).build()))
        .orThrow();

    assertEquals(
        0, new BigDecimal("0.000001").compareTo(ledger.ofTenant(Optional.of("acme")).cost()));
  }

  @Test
  void aSpentBudgetIsNeitherRetriedNorPassedOn() { // Retry(Fallback(Usage(model)))
    ScriptedModel second = ScriptedModel.on(time);
    ledger.add(
        Optional.of("acme"),
        "m",
        "r",
        new UsageTotals(1, TokenCounts.of(10, 0), BigDecimal.ZERO, 0, 0));

    RunResult.Stopped stopped =
        assertInstanceOf(
            RunResult.Stopped.class,
            run(
                ScriptedModel.on(time),
                retrying()
                    .fallback(ModelFallback.to(second))
                    .usage(ModelUsage.into(ledger).perTenant(UsageBudget.ofTokens(10)).build())));

    assertEquals(StopReason.LAYER, stopped.reason());
    assertEquals("model-usage: budget of the tenant: tokens are 10 of 10", stopped.detail());
    assertEquals(List.of("model-usage refused"), decisions());
    second.assertExhausted();
  }

  @Test
  void anAnswerFromMemoryCostsNothing() { // Cache(Usage(model))
    ModelGovernance.Builder governance =
        ModelGovernance.builder()
            .cache(ResponseCache.forRequests(request -> true).build())
            .usage(ModelUsage.into(ledger).perTenant(UsageBudget.ofTokens(2)).build());
    try (AgentRuntime runtime =
        runtime(ScriptedModel.on(time, Turn.answer("x").withUsage(1, 1)), governance)) {
      runtime.agent("a").build().run("go", ACME).orThrow();

      RunResult again = runtime.agent("a").build().run("go", ACME);

      assertEquals("x", again.orThrow());
      assertEquals(0, again.usage().inputTokens());
      assertEquals(1, ledger.ofTenant(Optional.of("acme")).answers());
    }
  }

  @Test
  void aStreamThatFailsBeforeItsFirstPieceIsTriedAgain() { // Retry(stream)
    ScriptedStreamingModel model =
        ScriptedStreamingModel.on(
            time,
            StreamTurn.begin().fail(new RateLimitException("x")),
            StreamTurn.saying("hel", "lo"));

    assertEquals("hello", streamed(model, retrying()).orThrow());
  }

  @Test
  void aStreamThatFailsAfterAPieceIsNeitherTriedAgainNorPassedOn() { // Retry(Fallback(stream))
    ScriptedModel other = ScriptedModel.on(time);
    ScriptedStreamingModel model =
        ScriptedStreamingModel.on(
            time, StreamTurn.begin().text("hel").fail(new RateLimitException("x")));

    RunResult.Failed failed =
        assertInstanceOf(
            RunResult.Failed.class, streamed(model, retrying().fallback(ModelFallback.to(other))));

    assertInstanceOf(ModelRetriesExhaustedException.class, failed.error());
    assertEquals("hel", failed.text());
    other.assertExhausted();
  }

  @Test
  void aStreamThatStallsIsCutOffByTheTimeLimit()
      throws InterruptedException { // Fallback(Timeout(stream))
    ScriptedStreamingModel model =
        ScriptedStreamingModel.on(time, StreamTurn.begin().pause(Duration.ofSeconds(9)).complete());
    ScriptedModel other = ScriptedModel.on(time, Turn.answer("other"));

    RunResult result =
        streamed(
            model,
            ModelGovernance.builder()
                .fallback(ModelFallback.to(other))
                .timeout(ModelTimeout.of(Duration.ofSeconds(5))));

    assertEquals("other", result.orThrow());
    assertEquals(Duration.ofSeconds(5), time.elapsed());
    time.sleep(Duration.ofSeconds(5)); // the provider notices nothing before its first piece
  }

  private RunResult streamed(StreamingChatModel model, ModelGovernance.Builder governance) {
    try (AgentRuntime runtime =
        AgentRuntime.builder(model)
            .time(time)
            .listener(events)
            .modelMiddleware(governance.build())
            .build()) {
      return runtime.agent("agent").build().run("go", ACME);
    }
  }

  @Test
  void theRunsDeadlineEndsAWaitBetweenAttempts() {
    ScriptedModel model =
        ScriptedModel.on(time, Turn.hang(), Turn.rateLimit(), Turn.rateLimit(), Turn.rateLimit());
    RunOptions short10 = RunOptions.builder().timeout(Duration.ofSeconds(10)).build();
    try (AgentRuntime runtime =
        runtime(model, retrying().timeout(ModelTimeout.of(Duration.ofSeconds(30))))) {
      RunResult.Stopped stopped =
          assertInstanceOf(RunResult.Stopped.class, runtime.agent("a").build().run("go", short10));

      assertEquals(StopReason.DEADLINE, stopped.reason());
      assertEquals(Duration.ofSeconds(10), time.elapsed());
    }
  }

  @Test
  void cancellingReachesAWaitForAPermit() throws InterruptedException {
    ScriptedModel model = ScriptedModel.on(time, Turn.hang());
    try (AgentRuntime runtime =
        runtime(
            model,
            retrying().concurrency(ModelLimit.builder(1).maxWait(Duration.ofDays(1)).build()))) {
      AgentRun first = runtime.agent("a").build().start("go");
      model.awaitRequests(1, Deadline.never());
      AgentRun second = runtime.agent("b").build().start("go");
      time.sleep(Duration.ofSeconds(1));
      second.cancel("enough");

      assertEquals(Cancellation.Kind.REQUESTED, second.result().cancelledBy().orElseThrow().kind());
      first.cancel("enough");
      first.result();
    }
  }

  @Test
  void twoRuntimesShareNothingThroughOneGovernance() {
    ModelGovernance shared =
        ModelGovernance.builder().cache(ResponseCache.forRequests(request -> true).build()).build();
    for (String said : List.of("one", "two")) {
      try (AgentRuntime runtime =
          AgentRuntime.builder(ScriptedModel.of(Turn.answer(said)))
              .modelMiddleware(shared)
              .build()) {
        assertEquals(said, runtime.agent("a").build().run("go", ACME).orThrow());
      }
    }
  }

  @Test
  void oneRuntimeHasItOnce() {
    ModelGovernance governance = ModelGovernance.builder().build();
    AgentRuntime.Builder builder =
        AgentRuntime.builder(ScriptedModel.of()).modelMiddleware(governance);

    assertThrows(IllegalArgumentException.class, () -> builder.modelMiddleware(governance));
  }

  private RunResult run(ChatModel model, ModelGovernance.Builder governance) {
    try (AgentRuntime runtime = runtime(model, governance)) {
      return runtime.agent("agent").build().run("go", ACME);
    }
  }

  private AgentRuntime runtime(ChatModel model, ModelGovernance.Builder governance) {
    return AgentRuntime.builder(model)
        .time(time)
        .listener(events)
        .modelMiddleware(governance.build())
        .build();
  }

  private static ModelGovernance.Builder retrying() {
    return ModelGovernance.builder()
        .retry(ModelRetry.builder().random(() -> new SplittableRandom(5)).build());
  }

  private List<String> decisions() {
    return events.events(RunEvent.ModelLayerDecided.class).stream()
        .map(event -> event.layer() + " " + event.code())
        .toList();
  }
}

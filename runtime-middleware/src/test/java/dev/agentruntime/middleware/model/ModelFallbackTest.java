package dev.agentruntime.middleware.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelRefusedException;
import dev.agentruntime.middleware.model.ModelFailure.Kind;
import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.testkit.chain.ModelHarness;
import dev.agentruntime.testkit.chain.ModelHarnessRun;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** model-fallback(model) */
class ModelFallbackTest {

  @Test
  void anotherModelAnswersInOrderAndItIsTold() throws InterruptedException {
    ScriptedModel first = ScriptedModel.of(Turn.rateLimit());
    ScriptedModel second = ScriptedModel.of(Turn.rateLimit());
    ScriptedModel third = ScriptedModel.of(Turn.answer("third"));
    ModelHarnessRun run =
        ModelHarness.around("one", ModelHandler.of(first))
            .layer(
                ModelFallback.builder()
                    .then("two", ModelHandler.of(second), ModelFallback.DEFAULT_KINDS)
                    .then("three", ModelHandler.of(third), ModelFallback.DEFAULT_KINDS)
                    .build())
            .build()
            .newRun();

    assertEquals("third", run.ask("hello?").aiMessage().text());

    assertEquals(
        List.of(
            "model-fallback failed: 'one': RATE_LIMITED",
            "model-fallback failed: 'two': RATE_LIMITED",
            "model-fallback answered: 'three'"),
        run.decisions());
  }

  @Test
  void aRequestThatIsAtFaultIsNotPassedOnUnlessSaid() throws InterruptedException {
    InvalidRequestException failure = new InvalidRequestException("x");
    ScriptedModel other = ScriptedModel.of(Turn.answer("other"));
    ModelHarness standard = harness(ModelFallback.to(other), Turn.failure(failure));

    assertSame(
        failure, assertThrows(RuntimeException.class, () -> standard.newRun().ask("hello?")));
    assertEquals(List.of(), other.requests());

    ModelFallback said =
        ModelFallback.builder()
            .then("other", ModelHandler.of(other), Set.of(Kind.INVALID_REQUEST))
            .build();
    assertEquals(
        "other", harness(said, Turn.failure(failure)).newRun().ask("x").aiMessage().text());
  }

  @Test
  void aModelIsSkippedThatIsNotMeantForTheFailure() throws InterruptedException {
    ScriptedModel longContext = ScriptedModel.of();
    ScriptedModel other = ScriptedModel.of(Turn.answer("other"));
    ModelFallback fallback =
        ModelFallback.builder()
            .then("long", ModelHandler.of(longContext), Set.of(Kind.CONTEXT_TOO_LONG))
            .then(other)
            .build();

    assertEquals("other", harness(fallback, Turn.rateLimit()).newRun().ask("x").aiMessage().text());
    longContext.assertExhausted();
  }

  @Test
  void whenAllFailTheLastIsTheCauseAndTheRestAreKept() {
    RateLimitException first = new RateLimitException("secret 1");
    AuthenticationException second = new AuthenticationException("secret 2");
    ModelHarness harness =
        harness(ModelFallback.to(ScriptedModel.of(Turn.failure(second))), Turn.failure(first));

    ModelFallbackException thrown =
        assertThrows(ModelFallbackException.class, () -> harness.newRun().ask("hello?"));

    assertEquals("2 models failed, the last with AUTHENTICATION", thrown.getMessage());
    assertSame(second, thrown.getCause());
    assertSame(first, thrown.getSuppressed()[0]);
    assertEquals(ModelFailure.of(Kind.RATE_LIMITED), thrown.modelFailure());
  }

  @Test
  void severalFailuresAreTemporaryIfOneIsAndWaitTheShortestTime() {
    ModelFailure hopeless = ModelFailure.of(Kind.AUTHENTICATION);
    ModelFailure later = ModelFailure.of(Kind.OVERLOADED).withRetryAfter(Duration.ofSeconds(9));
    ModelFailure soon = ModelFailure.of(Kind.RATE_LIMITED).withRetryAfter(Duration.ofSeconds(2));
    ModelFailure anytime = ModelFailure.of(Kind.NETWORK);

    assertEquals(hopeless, ModelFallbackException.together(List.of(hopeless, hopeless)));
    assertEquals(
        Optional.of(Duration.ofSeconds(2)),
        ModelFallbackException.together(List.of(hopeless, later, soon)).retryAfter());
    assertEquals(
        Optional.empty(),
        ModelFallbackException.together(List.of(later, soon, anytime)).retryAfter());
    assertEquals(
        Kind.OVERLOADED, ModelFallbackException.together(List.of(hopeless, later, soon)).kind());
  }

  @Test
  void everyTurnBeginsWithTheFirstModelUnlessSticky() throws InterruptedException {
    ScriptedModel second = ScriptedModel.of(Turn.answer("second"));
    ModelHarnessRun run =
        harness(ModelFallback.to(second), Turn.rateLimit(), Turn.answer("first")).newRun();

    assertEquals("second", run.ask("1").aiMessage().text());
    assertEquals("first", run.ask("2").aiMessage().text());
  }

  @Test
  void stickyStaysWithTheModelThatAnsweredWithinTheRun() throws InterruptedException {
    ScriptedModel second = ScriptedModel.of(Turn.answer("second"), Turn.answer("again"));
    ModelFallback sticky = ModelFallback.builder().then(second).sticky().build();
    ModelHarness harness = harness(sticky, Turn.rateLimit(), Turn.answer("another run"));
    ModelHarnessRun run = harness.newRun();

    assertEquals("second", run.ask("1").aiMessage().text());
    assertEquals("again", run.ask("2").aiMessage().text());
    assertEquals("another run", harness.newRun().ask("1").aiMessage().text());
  }

  @Test
  void stickyGoesBackToTheFirstModelWhenItsOwnFails() throws InterruptedException {
    ScriptedModel second = ScriptedModel.of(Turn.answer("second"), Turn.rateLimit());
    ModelFallback sticky = ModelFallback.builder().then(second).sticky().build();
    ModelHarnessRun run = harness(sticky, Turn.rateLimit(), Turn.answer("first")).newRun();

    run.ask("1");

    assertEquals("first", run.ask("2").aiMessage().text());
  }

  @Test
  void theRequestIsPassedOnAsItIsButForTheFirstModelsName() throws InterruptedException {
    ScriptedModel second = ScriptedModel.of(Turn.answer("second"));
    ToolSpecification tool = ToolSpecification.builder().name("look").build();
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("hello?"))
            .parameters(
                ChatRequestParameters.builder()
                    .modelName("first")
                    .temperature(0.5)
                    .maxOutputTokens(7)
                    .toolSpecifications(tool)
                    .build())
            .build();

    harness(ModelFallback.to(second), Turn.rateLimit()).newRun().ask(request);

    ChatRequest passed = second.requests().getFirst();
    assertEquals(request.messages(), passed.messages());
    assertNull(passed.modelName());
    assertEquals(0.5, passed.temperature());
    assertEquals(7, passed.maxOutputTokens());
    assertEquals(List.of(tool), passed.toolSpecifications());
  }

  @Test
  void anInterruptAndARefusalGoStraightOut() {
    ScriptedModel other = ScriptedModel.of();
    LangChain4jException interrupt = new LangChain4jException(new InterruptedException());
    ModelRefusedException refusal = new ModelRefusedException("purse", "spent");
    FailureClassifier everything = thrown -> ModelFailure.of(Kind.OVERLOADED);
    ModelFallback fallback = ModelFallback.builder().then(other).classifier(everything).build();

    assertSame(
        interrupt,
        assertThrows(
            RuntimeException.class,
            () ->
                harness(ModelFallback.to(other), Turn.failure(interrupt)).newRun().ask("hello?")));
    assertSame(
        refusal,
        assertThrows(
            RuntimeException.class,
            () -> harness(fallback, Turn.failure(refusal)).newRun().ask("hello?")));
    other.assertExhausted();
  }

  @Test
  void noOtherModelIsAskedOnceTheHostHasSeenSomeOfTheAnswer() {
    ScriptedModel other = ScriptedModel.of();
    ModelHarness harness =
        ModelHarness.around(
                "streaming",
                call -> {
                  call.deliver(new ModelDelta.Text("half a"));
                  throw new RateLimitException("x");
                })
            .layer(ModelFallback.to(other))
            .build();

    assertThrows(RateLimitException.class, () -> harness.newRun().ask("hello?"));
    other.assertExhausted();
  }

  @Test
  void theHostsClassifierDecides() throws InterruptedException {
    ModelFallback fallback =
        ModelFallback.builder()
            .then(ScriptedModel.of(Turn.answer("other")))
            .classifier(
                thrown ->
                    thrown.getCause() instanceof HttpException
                        ? ModelFailure.of(Kind.OVERLOADED)
                        : ModelFailure.of(Kind.UNKNOWN))
            .build();
    Turn odd = Turn.failure(new LangChain4jException(new HttpException(418, "")));

    assertEquals("other", harness(fallback, odd).newRun().ask("x").aiMessage().text());
  }

  @Test
  void senselessValuesAreRefusedAndTheSettingsShown() {
    ModelHandler model = ModelHandler.of(ScriptedModel.of());
    ModelFallback.Builder builder =
        ModelFallback.builder().then("b", model, ModelFallback.DEFAULT_KINDS);
    assertEquals(
        "model fallback must name at least 1 model, was 0",
        message(() -> ModelFallback.builder().build()));
    assertEquals(
        "model fallback has two models named 'b'",
        message(() -> builder.then("b", model, ModelFallback.DEFAULT_KINDS)));
    assertEquals(
        "model fallback name must not be blank, was ' '",
        message(() -> builder.then(" ", model, ModelFallback.DEFAULT_KINDS)));
    assertEquals(
        "model fallback kinds of 'c' must be at least one and not INTERRUPTED, were []",
        message(() -> builder.then("c", model, Set.of())));
    assertEquals(
        "model fallback kinds of 'c' must be at least one and not INTERRUPTED, were [INTERRUPTED]",
        message(() -> builder.then("c", model, Set.of(Kind.INTERRUPTED))));
    assertEquals("ModelFallback(to b)", builder.build().toString());
    assertEquals("ModelFallback(to b, sticky)", builder.sticky().build().toString());
  }

  private static String message(Runnable misuse) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, misuse::run).getMessage());
  }

  private static ModelHarness harness(ModelFallback fallback, Turn... first) {
    return ModelHarness.around(ScriptedModel.of(first)).layer(fallback).build();
  }
}

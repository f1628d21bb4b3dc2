package dev.agentruntime.middleware.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.middleware.model.ModelFailure.Kind;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.chain.ModelHarness;
import dev.agentruntime.testkit.chain.ModelHarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.LangChain4jException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** model-timeout(model) */
@ExtendWith(RuntimeExtension.class)
class ModelTimeoutTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final List<ModelHarness> open = new ArrayList<>();
  private final VirtualTime time;

  ModelTimeoutTest(VirtualTime time) {
    this.time = time;
  }

  @AfterEach
  void close() {
    open.forEach(ModelHarness::close);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aModelThatStallsIsInterruptedAtTheLimit(boolean isolated) {
    ModelHarnessRun run = limited(isolated, Turn.hang()).newRun();

    ModelTimeoutException thrown =
        assertThrows(ModelTimeoutException.class, () -> run.ask("hello?"));

    assertEquals("model 'ScriptedModel' did not answer within PT30S", thrown.getMessage());
    assertInstanceOf(LangChain4jException.class, thrown.getCause());
    assertEquals(LIMIT, thrown.limit());
    assertEquals(LIMIT, time.elapsed());
    assertEquals(ModelFailure.of(Kind.TIMEOUT), FailureClassifier.standard().classify(thrown));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aQuickModelIsLeftAlone(boolean isolated) throws InterruptedException {
    ModelHarnessRun run =
        limited(isolated, Turn.answer("hello").after(Duration.ofSeconds(29))).newRun();

    assertEquals("hello", run.ask("hello?").aiMessage().text());
    assertEquals(List.of(), run.decisions());
  }

  @Test
  void theModelIsAskedOnTheRunsThreadUnlessIsolated() throws InterruptedException {
    List<String> threads = new ArrayList<>();
    Turn noting =
        Turn.computed(
            request -> {
              threads.add(Thread.currentThread().getName());
              return dev.langchain4j.model.chat.response.ChatResponse.builder()
                  .aiMessage(dev.langchain4j.data.message.AiMessage.from("x"))
                  .build();
            });

    limited(false, noting).newRun().ask("hello?");
    limited(true, noting).newRun().ask("hello?");

    assertEquals(Thread.currentThread().getName(), threads.getFirst());
    assertTrue(threads.getLast().endsWith("model-timeout/turn-1"), threads.getLast());
  }

  @Test
  void aModelThatIgnoresItsInterruptIsWaitedForInlineAndItsAnswerStands()
      throws InterruptedException {
    Gate gate = new Gate();
    ModelHarnessRun run = limited(false, Turn.hangUntil(gate)).newRun();
    opening(gate, Duration.ofSeconds(45));

    assertEquals("", run.ask("hello?").aiMessage().text());

    assertEquals(
        List.of("model-timeout overdue: 'ScriptedModel' answered PT15S after its limit"),
        run.decisions());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void aModelThatIgnoresItsInterruptIsLeftBehindWhenIsolated() throws InterruptedException {
    Gate gate = new Gate();
    ModelHarnessRun run = limited(true, Turn.hangUntil(gate)).newRun();

    ModelTimeoutException thrown =
        assertThrows(ModelTimeoutException.class, () -> run.ask("hello?"));

    assertTrue(String.valueOf(thrown.getMessage()).endsWith("as it ignored its interrupt"));
    assertEquals(LIMIT.plusSeconds(2), time.elapsed());
    assertEquals(1, run.abandonedWork().size());
    assertFalse(thrown.abandoned().orElseThrow().hasEnded());
    gate.open();
    time.awaitEnd(thrown.abandoned().orElseThrow().thread());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theRunsOwnDeadlineIsNotTakenForTheLimit(boolean isolated) {
    ModelHarnessRun run =
        limited(isolated, Turn.hang())
            .newRun(RunOptions.builder().timeout(Duration.ofSeconds(10)).build());
    cancelling(run, Duration.ofSeconds(10));

    Exception thrown = assertThrows(Exception.class, () -> run.ask("hello?"));

    assertEquals(Kind.INTERRUPTED, FailureClassifier.standard().classify(thrown).kind());
    assertEquals(Duration.ofSeconds(10), time.elapsed());
    Thread.interrupted();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCancellationAtTheLimitComesFirst(boolean isolated) {
    ModelHarnessRun run = limited(isolated, Turn.hang()).newRun();
    cancelling(run, LIMIT);

    Exception thrown = assertThrows(Exception.class, () -> run.ask("hello?"));

    assertFalse(thrown instanceof ModelTimeoutException, thrown.toString());
    Thread.interrupted();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFailureOfItsOwnStandsThoughItCameLate(boolean isolated) {
    AuthenticationException failure = new AuthenticationException("x");
    Gate gate = new Gate();
    ModelHandler model =
        call -> {
          gate.passIgnoringInterrupts(time);
          throw failure;
        };
    ModelHarness harness = limited(isolated, model);
    opening(gate, LIMIT.plusSeconds(1));

    assertSame(failure, assertThrows(RuntimeException.class, () -> harness.newRun().ask("hello?")));
  }

  @Test
  void noModelIsAskedWhenTooMuchWasLeftBehind() {
    Gate gate = new Gate();
    ModelHarness harness =
        limited(
            true,
            call -> {
              gate.passIgnoringInterrupts(time);
              throw new IllegalStateException("late");
            });
    int cap = harness.services().stragglers().cap();
    for (int i = 0; i < cap; i++) {
      assertThrows(ModelTimeoutException.class, () -> harness.newRun().ask("hello?"));
    }

    ModelBusyException refused =
        assertThrows(ModelBusyException.class, () -> harness.newRun().ask("hello?"));

    assertEquals(
        "model 'slow' was not asked, since 64 abandoned tasks are alive and the cap is 64",
        refused.getMessage());
    List<Thread> threads =
        harness.services().stragglers().alive().stream().map(task -> task.thread()).toList();
    gate.open();
    threads.forEach(time::awaitEnd);
  }

  @Test
  void senselessValuesAreRefusedAndTheSettingsShown() {
    assertEquals(
        "model timeout must be positive, was PT0S",
        assertThrows(IllegalArgumentException.class, () -> ModelTimeout.of(Duration.ZERO))
            .getMessage());
    assertEquals("ModelTimeout(PT2M)", ModelTimeout.standard().toString());
    assertEquals("ModelTimeout(PT2M, isolated)", ModelTimeout.standard().isolated().toString());
  }

  private void opening(Gate gate, Duration after) {
    later(after, () -> gate.open());
  }

  private void cancelling(ModelHarnessRun run, Duration after) {
    later(after, () -> run.cancel(Cancellation.of(Cancellation.Kind.HOST, "enough")));
  }

  private void later(Duration after, Runnable what) {
    time.start(
        "later",
        () -> {
          try {
            time.sleep(after);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          what.run();
        });
  }

  private ModelHarness limited(boolean isolated, Turn... script) {
    return build(isolated, ModelHarness.around(ScriptedModel.on(time, script)));
  }

  private ModelHarness limited(boolean isolated, ModelHandler step) {
    return build(isolated, ModelHarness.around("slow", step));
  }

  private ModelHarness build(boolean isolated, ModelHarness.Builder builder) {
    ModelTimeout timeout = ModelTimeout.of(LIMIT);
    ModelHarness harness =
        builder.layer(isolated ? timeout.isolated() : timeout).time(time).build();
    open.add(harness);
    return harness;
  }
}

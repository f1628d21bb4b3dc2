package dev.agentruntime.middleware.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.chain.ModelHarness;
import dev.agentruntime.testkit.chain.ModelHarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** model-limit(model) */
@ExtendWith(RuntimeExtension.class)
class ModelLimitTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final VirtualTime time;

  /** Takes ten seconds. */
  private final ModelHandler model;

  ModelLimitTest(VirtualTime time) {
    this.time = time;
    this.model =
        call -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          try {
            time.sleep(Duration.ofSeconds(10));
            return ChatResponse.builder().aiMessage(AiMessage.from("x")).build();
          } finally {
            inside.decrementAndGet();
          }
        };
  }

  @Test
  void neverMoreThanTheLimitAreAtTheModelAndNobodyOvertakes() throws InterruptedException {
    ModelHarness harness = limited(ModelLimit.of(2));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int number = i;
      threads.add(
          asking(harness.newRun(), "r" + number, SECOND.multipliedBy(number).dividedBy(10)));
    }
    join(threads);

    assertEquals(2, most.get());
    assertEquals(List.of("r0 x", "r1 x", "r2 x", "r3 x", "r4 x", "r5 x"), log);
  }

  @Test
  void eachModelHasALimitOfItsOwn() throws InterruptedException {
    ModelLimit one = ModelLimit.builder(1).maxQueued(0).build();
    ModelGovernance governance = ModelGovernance.builder().concurrency(one).build();
    ModelHarness harness =
        ModelHarness.around(
                "big",
                call -> {
                  throw new RateLimitException("x");
                })
            .layer(
                ModelGovernance.builder()
                    .fallback(
                        ModelFallback.builder()
                            .then("small", model, ModelFallback.DEFAULT_KINDS)
                            .build())
                    .concurrency(one)
                    .build())
            .time(time)
            .build();
    assertEquals("model-limit(model)", governance.toString());

    assertEquals("x", harness.newRun().ask("hello?").aiMessage().text());
  }

  @Test
  void whoFindsTheQueueFullIsRefusedAtOnce() throws InterruptedException {
    ModelHarness harness = limited(ModelLimit.builder(1).maxQueued(1).build());
    List<Thread> threads =
        List.of(
            asking(harness.newRun(), "r0", Duration.ZERO),
            asking(harness.newRun(), "r1", SECOND),
            asking(harness.newRun(), "r2", SECOND.multipliedBy(2)));
    join(threads);

    assertEquals(
        List.of(
            "r2 model 'slow' may be asked 1 at a time; maxQueued 1 are waiting", "r0 x", "r1 x"),
        log);
  }

  @Test
  void whoHasWaitedLongEnoughIsRefused() throws InterruptedException {
    ModelHarness harness = limited(ModelLimit.builder(1).maxWait(SECOND.multipliedBy(3)).build());
    ModelHarnessRun second = harness.newRun();
    join(List.of(asking(harness.newRun(), "r0", Duration.ZERO), asking(second, "r1", SECOND)));

    assertEquals(
        List.of(
            "r1 model 'slow' may be asked 1 at a time; none became free within PT3S, maxWait is"
                + " PT3S",
            "r0 x"),
        log);
    assertEquals(
        List.of("model-limit refused: none became free within PT3S, maxWait is PT3S"),
        second.decisions());
  }

  @Test
  void aWaitIsToldAndTheRefusalPassesForRetries() throws InterruptedException {
    ModelHarness harness = limited(ModelLimit.of(1));
    ModelHarnessRun second = harness.newRun();
    join(List.of(asking(harness.newRun(), "r0", Duration.ZERO), asking(second, "r1", SECOND)));

    assertEquals(List.of("model-limit waited: PT9S"), second.decisions());
    assertEquals(
        ModelFailure.of(ModelFailure.Kind.OVERLOADED), new ModelBusyException("x").modelFailure());
  }

  @Test
  void cancellingEndsTheWaitAndLosesNoPermit() throws InterruptedException {
    ModelHarness harness = limited(ModelLimit.of(1));
    ModelHarnessRun second = harness.newRun();
    List<Thread> threads =
        List.of(
            asking(harness.newRun(), "r0", Duration.ZERO),
            asking(second, "r1", SECOND),
            later(
                SECOND.multipliedBy(2),
                () -> second.cancel(Cancellation.of(Cancellation.Kind.HOST, "enough"))),
            asking(harness.newRun(), "r2", SECOND.multipliedBy(3)));
    join(threads);

    assertEquals(List.of("r1 interrupted while waiting for a permit", "r0 x", "r2 x"), log);
    assertEquals("x", harness.newRun().ask("again").aiMessage().text());
  }

  @Test
  void aFailedRequestGivesItsPermitBack() {
    ModelHarness harness =
        ModelHarness.around(
                "slow",
                call -> {
                  throw new RateLimitException("x");
                })
            .layer(ModelLimit.builder(1).maxQueued(0).build())
            .time(time)
            .build();

    for (int i = 0; i < 3; i++) {
      assertThrows(RateLimitException.class, () -> harness.newRun().ask("hello?"));
    }
  }

  @Test
  void aRequestLeftBehindKeepsItsPermitUntilItEnds() throws InterruptedException {
    Gate gate = new Gate();
    ModelHarness harness =
        ModelHarness.around(
                "slow",
                call -> {
                  gate.passIgnoringInterrupts(time);
                  return ChatResponse.builder().aiMessage(AiMessage.from("late")).build();
                })
            .layer(ModelLimit.builder(1).maxQueued(0).build())
            .layer(ModelTimeout.of(SECOND).isolated())
            .time(time)
            .build();
    ModelTimeoutException left =
        assertThrows(ModelTimeoutException.class, () -> harness.newRun().ask("hello?"));

    assertThrows(ModelBusyException.class, () -> harness.newRun().ask("hello?"));
    gate.open();
    time.awaitEnd(left.abandoned().orElseThrow().thread());

    assertEquals("late", harness.newRun().ask("hello?").aiMessage().text());
    harness.close();
  }

  @Test
  void aCancelledRequestLeftBehindKeepsItsPermitToo() throws InterruptedException {
    Gate gate = new Gate();
    ModelHarness harness =
        ModelHarness.around(
                "slow",
                call -> {
                  gate.passIgnoringInterrupts(time);
                  return ChatResponse.builder().aiMessage(AiMessage.from("late")).build();
                })
            .layer(ModelLimit.builder(1).maxQueued(0).build())
            .layer(ModelTimeout.of(Duration.ofMinutes(5)).isolated())
            .time(time)
            .build();
    ModelHarnessRun run = harness.newRun();
    Thread canceller =
        later(SECOND, () -> run.cancel(Cancellation.of(Cancellation.Kind.HOST, "enough")));
    assertThrows(InterruptedException.class, () -> run.ask("hello?"));
    time.awaitEnd(canceller);
    List<Thread> alive =
        harness.services().stragglers().alive().stream().map(task -> task.thread()).toList();

    assertThrows(ModelBusyException.class, () -> harness.newRun().ask("hello?"));
    gate.open();
    alive.forEach(time::awaitEnd);
    assertEquals("late", harness.newRun().ask("hello?").aiMessage().text());
    harness.close();
  }

  @Test
  void senselessValuesAreRefusedAndTheSettingsShown() {
    assertEquals(
        "model limit concurrent must be at least 1, was 0", message(() -> ModelLimit.of(0)));
    assertEquals(
        "model limit maxQueued must be at least 0, was -1",
        message(() -> ModelLimit.builder(1).maxQueued(-1)));
    assertEquals(
        "model limit maxWait must be positive, was PT0S",
        message(() -> ModelLimit.builder(1).maxWait(Duration.ZERO)));
    assertEquals(
        "ModelLimit(4 at a time, at most 64 waiting for at most PT30S)",
        ModelLimit.of(4).toString());
  }

  private static String message(Runnable misuse) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, misuse::run).getMessage());
  }

  private ModelHarness limited(ModelLimit limit) {
    return ModelHarness.around("slow", model).layer(limit).time(time).build();
  }

  private Thread asking(ModelHarnessRun run, String name, Duration after) {
    return later(
        after,
        () -> {
          try {
            log.add(name + " " + run.ask("hello?").aiMessage().text());
          } catch (InterruptedException | ModelBusyException e) {
            log.add(name + " " + e.getMessage());
          }
        });
  }

  private Thread later(Duration after, Runnable what) {
    return time.start(
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

  private void join(List<Thread> threads) throws InterruptedException {
    time.sleep(Duration.ofHours(1));
    for (Thread thread : threads) {
      time.awaitEnd(thread);
    }
  }
}

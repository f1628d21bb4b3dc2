package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.CancellationToken;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.RuleModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A run told to stop at the very moment it ends: the interrupt meant for the run never hits its
 * thread afterwards, and the host's own is never lost. On real threads and the real clock.
 */
final class StopSignalStressTest {
  private static final int ROUNDS = 3_000;

  /** Spins of another thread that take about as long as a short run. */
  private static final int MAX_SPINS = 3_000;

  private final AgentRuntime runtime =
      AgentRuntime.builder(
              RuleModel.builder()
                  .when(
                      "asked for a tool",
                      talk -> talk.results().isEmpty() && !talk.userText().equals("answer"),
                      talk -> Turn.call(talk.userText(), "{}").andCall("nobody", "{}"))
                  .otherwise(talk -> Turn.answer("done"))
                  .build())
          .tools(
              FakeTool.named("inline").traits(ToolTrait.INTERRUPTIBLE).build(),
              FakeTool.named("isolated").build())
          .build();

  private final Agent agent = runtime.agent("agent").build();
  private final SplittableRandom random = new SplittableRandom(42);

  @AfterEach
  void close() {
    assertEquals(List.of(), runtime.close(Duration.ofSeconds(30)));
    assertEquals(0, runtime.stragglers().total());
  }

  /** Another thread that does one thing per round, after a moment. */
  private static final class Rival implements AutoCloseable {
    private final BlockingQueue<Runnable> given = new ArrayBlockingQueue<>(1);
    private final Semaphore done = new Semaphore(0);
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread = Thread.ofPlatform().name("rival").daemon().start(this::work);

    private void work() {
      try {
        while (!over.get()) {
          given.take().run();
          done.release();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody should interrupt a rival", e);
      }
    }

    void race(int spins, Runnable action) {
      given.add(
          () -> {
            for (int i = 0; i < spins; i++) {
              Thread.onSpinWait();
            }
            action.run();
          });
    }

    /** Nothing of this round is still to come after this. Keeps the caller's flag as it is. */
    void awaitDone() {
      done.acquireUninterruptibly();
    }

    @Override
    public void close() {
      given.add(() -> over.set(true));
      awaitDone();
      while (thread.isAlive()) {
        Thread.onSpinWait();
      }
    }
  }

  /** Hands the run's callback to whoever asks, once there is a run. */
  private static final class Handle implements CancellationToken {
    private final AtomicReference<Runnable> callback = new AtomicReference<>(() -> {});

    @Override
    public Registration onCancel(Runnable stop) {
      callback.set(stop);
      return () -> {}; // so that late calls reach a run that has ended
    }

    void cancel() {
      callback.get().run();
    }
  }

  @Test
  void aLateCancelNeverInterruptsTheCallersThread() {
    int cancelled = 0;
    try (Rival rival = new Rival()) {
      for (int round = 0; round < ROUNDS; round++) {
        Handle handle = new Handle();
        rival.race(random.nextInt(MAX_SPINS), handle::cancel);
        RunResult result =
            agent.run(input(round), RunOptions.builder().cancellationToken(handle).build());
        assertFalse(Thread.currentThread().isInterrupted(), "right after the run");
        rival.awaitDone();
        assertFalse(Thread.interrupted(), "when the cancel was through");
        result.cancelledBy().ifPresent(why -> assertEquals(Cancellation.Kind.HOST, why.kind()));
        cancelled += result.cancelledBy().isPresent() ? 1 : 0;
        assertWhole(result);
      }
    }
    assertTrue(cancelled > 0 && cancelled < ROUNDS, cancelled + " of " + ROUNDS);
  }

  @Test
  void anInterruptOfTheCallerIsNeverLost() {
    Thread caller = Thread.currentThread();
    int cancelled = 0;
    try (Rival rival = new Rival()) {
      for (int round = 0; round < ROUNDS; round++) {
        rival.race(random.nextInt(MAX_SPINS), caller::interrupt);
        RunResult result = agent.run(input(round));
        boolean flagged = Thread.currentThread().isInterrupted();
        assertTrue(flagged || result.cancelledBy().isEmpty(), "a cancelled run without its flag");
        rival.awaitDone();
        assertTrue(Thread.interrupted(), "the host's interrupt was lost");
        cancelled += result.cancelledBy().isPresent() ? 1 : 0;
        assertWhole(result);
      }
    }
    assertTrue(cancelled > 0, "never in time");
  }

  // One bit for two senders: the host's may be taken for the run's, but not the other way round.
  @Test
  void anInterruptAndACancelAtOnceEndTheRunOnce() {
    Thread caller = Thread.currentThread();
    try (Rival one = new Rival();
        Rival two = new Rival()) {
      for (int round = 0; round < ROUNDS; round++) {
        Handle handle = new Handle();
        int spins = random.nextInt(MAX_SPINS);
        one.race(spins, handle::cancel);
        two.race(spins, caller::interrupt);
        RunResult result =
            agent.run(input(round), RunOptions.builder().cancellationToken(handle).build());
        boolean flagged = Thread.currentThread().isInterrupted();
        one.awaitDone();
        two.awaitDone();
        Thread.interrupted();
        Cancellation.Kind kind = result.cancelledBy().map(Cancellation::kind).orElse(null);
        assertTrue(flagged || kind != Cancellation.Kind.INTERRUPTED, "cancelled without its flag");
        assertWhole(result);
      }
    }
  }

  @Test
  void aDeadlineThatPassesAtTheEndLeavesNoTrace() {
    int late = 0;
    for (int round = 0; round < ROUNDS; round++) {
      RunResult result =
          agent.run(
              input(round),
              RunOptions.builder().timeout(Duration.ofNanos(1 + random.nextInt(200_000))).build());
      assertFalse(Thread.interrupted(), "the deadline's interrupt leaked");
      assertEquals(java.util.Optional.empty(), result.cancelledBy());
      if (result instanceof RunResult.Stopped) {
        late++;
      }
      assertWhole(result);
    }
    assertTrue(late > 0, "never in time");
  }

  @Test
  void aStartedRunCancelledAtAnyMomentEnds() throws InterruptedException {
    int cancelled = 0;
    for (int round = 0; round < ROUNDS; round++) {
      AgentRun run = agent.start(input(round));
      for (int i = random.nextInt(MAX_SPINS); i > 0; i--) {
        Thread.onSpinWait();
      }
      run.cancel("enough");
      RunResult result = run.result();
      cancelled += result.cancelledBy().isPresent() ? 1 : 0;
      assertWhole(result);
    }
    assertTrue(cancelled > 0, "never in time");
  }

  @Test
  void cancelledByManyAtOnceOneReasonCounts() throws InterruptedException {
    List<Rival> rivals = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rivals.add(new Rival());
    }
    for (int round = 0; round < ROUNDS / 5; round++) {
      AgentRun run = agent.start(input(round));
      for (int i = 0; i < rivals.size(); i++) {
        String reason = "reason " + i;
        rivals.get(i).race(random.nextInt(MAX_SPINS), () -> run.cancel(reason));
      }
      RunResult result = run.result();
      rivals.forEach(Rival::awaitDone);
      assertEquals(result, run.result());
      result
          .cancelledBy()
          .ifPresent(why -> assertTrue(why.detail().startsWith("reason "), why::detail));
      assertWhole(result);
    }
    for (Rival rival : rivals) {
      rival.close();
    }
  }

  private static String input(int round) {
    return switch (round % 3) {
      case 0 -> "answer";
      case 1 -> "inline";
      default -> "isolated";
    };
  }

  private static void assertWhole(RunResult result) {
    assertEquals(List.of(), History.faults(result.summary().messages()));
    assertEquals(result.usage().toolCalls(), History.results(result.summary().messages()).size());
  }
}

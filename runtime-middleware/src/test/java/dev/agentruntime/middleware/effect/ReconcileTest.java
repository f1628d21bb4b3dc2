package dev.agentruntime.middleware.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.effect.EffectKey;
import dev.agentruntime.effect.EffectRecord.State;
import dev.agentruntime.effect.InMemoryEffectStore;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of an unknown effect that somebody can find out about. */
class ReconcileTest {
  private static final ToolOutcome LOST =
      new ToolOutcome.TimedOut(Duration.ofSeconds(30), true, false);

  private final InMemoryEffectStore store = new InMemoryEffectStore();
  private final AtomicInteger ran = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();

  /** A run whose first call was lost, and what the reconciler says of it. */
  private HarnessRun lost(Reconciler reconciler) throws InterruptedException {
    HarnessRun run =
        ChainHarness.around(
                ToolDescriptor.of(FakeTool.named("pay").build()),
                call -> ran.incrementAndGet() == 1 ? LOST : ToolOutcome.success("paid late"))
            .layer(
                EffectGuard.builder(store)
                    .reconcile(
                        "pay",
                        call -> {
                          asked.incrementAndGet();
                          return reconciler.reconcile(call);
                        })
                    .build())
            .build()
            .newRun();
    assertEquals(LOST, again(run));
    assertEquals(0, asked.get());
    return run;
  }

  private static ToolOutcome again(HarnessRun run) throws InterruptedException {
    ToolChain.Identity identity = new ToolChain.Identity("call-1", "pay", 1, 0, null);
    return run.call(identity, ToolArguments.ofText("{\"amount\":1}"));
  }

  private State state(HarnessRun run) {
    return store
        .find(new EffectKey(Optional.empty(), run.frame().runId() + "-1-0"))
        .orElseThrow()
        .state();
  }

  private static String reason(ToolOutcome outcome) {
    return assertInstanceOf(ToolOutcome.Blocked.class, outcome).reasonCode();
  }

  @Test
  void whatHappenedIsAnsweredAndOnRecord() throws InterruptedException {
    HarnessRun run = lost(call -> new Reconciliation.Happened(ToolOutcome.success("paid")));
    assertEquals(ToolOutcome.success("paid"), again(run));
    assertEquals(State.DONE, state(run));
    assertEquals(ToolOutcome.success("paid"), again(run));
    assertEquals(1, asked.get());
    assertEquals(1, ran.get());
  }

  @Test
  void whatDidNotHappenRuns() throws InterruptedException {
    HarnessRun run = lost(call -> new Reconciliation.DidNotHappen());
    assertEquals(ToolOutcome.success("paid late"), again(run));
    assertEquals(2, ran.get());
    assertEquals(State.DONE, state(run));
  }

  @Test
  void whatIsStillUnknownIsRefusedAndAskedAboutAgain() throws InterruptedException {
    HarnessRun run = lost(call -> new Reconciliation.StillUnknown());
    assertEquals(EffectGuard.UNKNOWN, reason(again(run)));
    assertEquals(EffectGuard.UNKNOWN, reason(again(run)));
    assertEquals(2, asked.get());
    assertEquals(1, ran.get());
  }

  @Test
  void aReconcilerThatFailsFindsOutNothing() throws InterruptedException {
    HarnessRun run =
        lost(
            call -> {
              throw new IOException("no route to host");
            });
    assertEquals(EffectGuard.UNKNOWN, reason(again(run)));
    assertEquals(State.UNKNOWN, state(run));
    assertEquals(1, ran.get());
  }

  @Test
  void anInterruptedReconcilerLeavesTheEffectUnknown() throws InterruptedException {
    AtomicReference<@Nullable InterruptedException> thrown =
        new AtomicReference<>(new InterruptedException("cancelled"));
    HarnessRun run =
        lost(
            call -> {
              InterruptedException first = thrown.getAndSet(null);
              if (first != null) {
                throw first;
              }
              return new Reconciliation.Happened(ToolOutcome.success("paid"));
            });
    assertThrows(InterruptedException.class, () -> again(run));
    assertEquals(State.UNKNOWN, state(run));
    assertEquals(ToolOutcome.success("paid"), again(run));
  }

  @Test
  void onlyAToolsAnswerIsAnOutcomeThatHappened() {
    assertThrows(IllegalArgumentException.class, () -> new Reconciliation.Happened(LOST));
  }
}

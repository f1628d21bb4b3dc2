package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A limit and a cancellation that race for the same thread, on the real clock: neither is ever
 * lost.
 */
@ExtendWith(RuntimeExtension.class)
class TimeoutStressTest {
  private static final int ROUNDS = 400;
  private static final Duration LIMIT = Duration.ofMillis(2);

  private final SplittableRandom random = new SplittableRandom(20_301);
  private final AtomicInteger cancelled = new AtomicInteger();
  private final AtomicInteger timedOut = new AtomicInteger();

  @Test
  void aCancellationIsNeverLostToALimitOnTheSameThread(TrackedTime time)
      throws InterruptedException {
    race(time, FakeTool.named("t").traits(ToolTrait.INTERRUPTIBLE).replies(Replies.hang()).build());
  }

  @Test
  void aCancellationIsNeverLostToALimitOnAnotherThread(TrackedTime time)
      throws InterruptedException {
    race(time, FakeTool.named("t").replies(Replies.hang()).build());
  }

  @Test
  void aLimitThatIsReachedAsTheToolAnswersLeavesNoInterruptBehind(TrackedTime time)
      throws InterruptedException {
    FakeTool tool =
        FakeTool.named("t")
            .traits(ToolTrait.INTERRUPTIBLE)
            .replies(
                invocation -> {
                  spinUntil(
                      time, invocation.deadline().nanos() + random.nextLong(-200_000, 1_000_000));
                  return ToolOutcome.success("done");
                })
            .build();
    try (ChainHarness chain =
        ChainHarness.around(tool).layer(Timeout.of(LIMIT)).time(time).build()) {
      HarnessRun run = chain.newRun();
      for (int i = 0; i < ROUNDS; i++) {
        assertTrue(run.call("{}") instanceof ToolOutcome.Success);
        assertFalse(Thread.currentThread().isInterrupted(), "round " + i);
      }
      long fired = chain.services().watchdog().stats().fired();
      assertTrue(
          fired > 0 && fired < ROUNDS,
          () -> "the limit should be reached in some rounds only, was in " + fired);
    }
  }

  private void race(TimeSource time, AgentTool tool) throws InterruptedException {
    AtomicReference<CountDownLatch> cancelDone = new AtomicReference<>(new CountDownLatch(0));
    ToolMiddleware observer = (call, next) -> observed(call, next, cancelDone.get());
    ChainHarness.Builder builder =
        ChainHarness.around(tool)
            .layer(Timeout.of(LIMIT))
            .link(Anchor.GUARD, "observer", observer)
            .time(time);
    try (ChainHarness chain = builder.build()) {
      for (int i = 0; i < ROUNDS; i++) {
        CountDownLatch done = new CountDownLatch(1);
        cancelDone.set(done);
        HarnessRun run = chain.newRun();
        long when = time.nanoTime() + random.nextLong(2 * LIMIT.toNanos());
        Thread canceller =
            time.start(
                "canceller",
                () -> {
                  spinUntil(time, when);
                  run.cancel(Cancellation.of(Cancellation.Kind.REQUESTED, "enough"));
                  done.countDown();
                });
        run.call("{}");
        canceller.join();
      }
    }
    assertTrue(
        cancelled.get() > 0 && timedOut.get() > 0,
        () -> cancelled + " cancelled, " + timedOut + " timed out");
  }

  /** The call ends by the interrupt, or the interrupt is there for whoever comes next. */
  private ToolOutcome observed(ToolCall call, ToolHandler next, CountDownLatch cancelDone) {
    boolean felt = false;
    try {
      ToolOutcome outcome = next.handle(call);
      assertInstanceOf(ToolOutcome.TimedOut.class, outcome);
      timedOut.incrementAndGet();
    } catch (InterruptedException e) {
      assertTrue(call.run().cancellation().isPresent(), "interrupted though nobody cancelled");
      cancelled.incrementAndGet();
      felt = true;
    }
    while (cancelDone.getCount() > 0) {
      felt |= Thread.interrupted();
      Thread.onSpinWait();
    }
    felt |= Thread.interrupted();
    assertTrue(felt, "the cancellation's interrupt was lost");
    return ToolOutcome.success("observed");
  }

  private static void spinUntil(TimeSource time, long nanos) {
    Deadline deadline = Deadline.afterNanos(0, nanos);
    while (!deadline.isExpired(time.nanoTime())) {
      Thread.onSpinWait();
    }
  }
}

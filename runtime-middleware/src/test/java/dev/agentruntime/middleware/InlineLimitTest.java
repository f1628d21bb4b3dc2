package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** timeout(interruptible tool) */
@ExtendWith(RuntimeExtension.class)
class InlineLimitTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final List<ChainHarness> open = new ArrayList<>();
  private final List<Boolean> interrupted = new ArrayList<>();
  private final VirtualTime time;

  InlineLimitTest(VirtualTime time) {
    this.time = time;
  }

  @AfterEach
  void close() {
    open.forEach(ChainHarness::close);
  }

  @Test
  void aSlowToolIsInterruptedAtItsLimit() throws InterruptedException {
    FakeTool tool = interruptible().delay(Duration.ofHours(1)).build();

    ToolOutcome outcome = limited(tool).call("{}");

    assertEquals(new ToolOutcome.TimedOut(LIMIT, true, false), outcome);
    assertEquals(LIMIT, time.elapsed());
    assertEquals(1, tool.interrupted());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void theEffectOfARepeatableToolIsNotInDoubt() throws InterruptedException {
    FakeTool reading = interruptible(ToolTrait.READ_ONLY).delay(Duration.ofHours(1)).build();
    FakeTool idempotent = interruptible(ToolTrait.IDEMPOTENT).delay(Duration.ofHours(1)).build();

    assertEquals(new ToolOutcome.TimedOut(LIMIT, false, false), limited(reading).call("{}"));
    assertEquals(new ToolOutcome.TimedOut(LIMIT, false, false), limited(idempotent).call("{}"));
  }

  @Test
  void theToolRunsOnTheThreadOfItsCallAndSeesTheLimit() throws InterruptedException {
    FakeTool tool = interruptible().build();
    long began = time.nanoTime();

    limited(tool).call("{}");

    FakeTool.Invocation seen = tool.invocations().getFirst();
    assertEquals(Thread.currentThread().getName(), seen.threadName());
    assertEquals(LIMIT.toNanos(), seen.attempt().deadline().nanos() - began);
  }

  @Test
  void aQuickToolIsLeftAloneAndWakesNobody() throws InterruptedException {
    ChainHarness chain = limited(interruptible().build());
    HarnessRun run = chain.newRun();

    for (int i = 0; i < 1_000; i++) {
      assertEquals(ToolOutcome.success("ok"), run.call("{}"));
    }

    run.events().assertNoneLeft();
    assertEquals(0, chain.services().watchdog().stats().armed());
    assertEquals(0, chain.services().watchdog().stats().fired());
    assertTrue(
        chain.services().watchdog().stats().wakeUps() <= 1,
        () -> chain.services().watchdog().stats().toString());
    assertEquals(1, time.liveThreads().size(), "the watchdog's, and none per call");
  }

  @Test
  void aToolThatOverstaysItsGraceIsWaitedForAndReported() throws InterruptedException {
    AgentTool stubborn = tool(invocation -> interruptedAfter(Duration.ofSeconds(10)));
    HarnessRun run = limited(stubborn).newRun();

    assertEquals(new ToolOutcome.TimedOut(LIMIT, true, false), run.call("{}"));
    assertEquals(Duration.ofSeconds(40), time.elapsed());
    RunEvent.LayerDecided overdue = run.events().next(RunEvent.LayerDecided.class);
    assertEquals("timeout", overdue.layer());
    assertEquals("overdue", overdue.code());
    assertEquals("ended PT10S after its limit of PT30S", overdue.detail());
  }

  @Test
  void aToolThatEndsWithinItsGraceIsNotReported() throws InterruptedException {
    HarnessRun run = limited(tool(invocation -> interruptedAfter(Duration.ofSeconds(2)))).newRun();

    assertEquals(new ToolOutcome.TimedOut(LIMIT, true, false), run.call("{}"));
    run.events().assertNoneLeft();
  }

  @Test
  void anAnswerThatComesAfterTheLimitStandsAndIsReported() throws InterruptedException {
    AgentTool late = tool(invocation -> answeringAfterInterrupt(ToolOutcome.success("restarted")));
    HarnessRun run = limited(late).newRun();

    assertEquals(ToolOutcome.success("restarted"), run.call("{}"));
    assertEquals(
        "answered PT0S after its limit of PT30S",
        run.events().next(RunEvent.LayerDecided.class).detail());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void theToolsOwnNoStandsThoughItIsLate() throws InterruptedException {
    AgentTool late =
        tool(invocation -> answeringAfterInterrupt(ToolOutcome.toolError("no such pod")));

    assertEquals(ToolOutcome.toolError("no such pod"), limited(late).call("{}"));
  }

  @Test
  void aFailureThatComesAfterTheLimitIsTheLimits() throws InterruptedException {
    AgentTool late =
        tool(
            invocation -> {
              answeringAfterInterrupt(ToolOutcome.success("swallowed"));
              throw new IOException("connection closed");
            });

    assertEquals(new ToolOutcome.TimedOut(LIMIT, true, false), limited(late).call("{}"));
  }

  @Test
  void aTimeOutOfTheToolsOwnIsNotOurs() throws InterruptedException {
    FakeTool tool =
        interruptible()
            .replies(Replies.failure(() -> new java.net.SocketTimeoutException("read")))
            .build();

    assertEquals("infrastructure_error", limited(tool).call("{}").code());
  }

  @Test
  void cancellingTheRunPassesOnAsAnInterrupt() {
    FakeTool tool = interruptible().delay(Duration.ofHours(1)).build();
    HarnessRun run = limited(tool).newRun();
    cancelAfter(run, Duration.ofSeconds(10));

    assertThrows(InterruptedException.class, () -> run.call("{}"));
    assertEquals(Duration.ofSeconds(10), time.elapsed());
  }

  @Test
  void cancellingWinsWhenTheLimitIsReachedAtTheSameMoment() {
    FakeTool tool = interruptible().delay(Duration.ofHours(1)).build();
    HarnessRun run = limited(tool).newRun();
    cancelAfter(run, LIMIT);

    assertThrows(InterruptedException.class, () -> run.call("{}"));
    assertEquals(LIMIT, time.elapsed());
  }

  @Test
  void cancellingAToolThatIsLateAlreadyIsNotLost() {
    AgentTool stubborn = tool(invocation -> interruptedAfter(Duration.ofSeconds(10)));
    HarnessRun run = limited(stubborn).newRun();
    cancelAfter(run, Duration.ofSeconds(35));

    assertThrows(InterruptedException.class, () -> run.call("{}"));
  }

  @Test
  void aLateAnswerInACancelledRunStandsAndTheInterruptStaysToBeSeen() throws InterruptedException {
    AgentTool late =
        tool(
            invocation -> {
              sleep(time, Duration.ofHours(1));
              return answeringAfterInterrupt(ToolOutcome.success("restarted"));
            });
    ChainHarness chain =
        harness(
            ChainHarness.around(late)
                .layer(Timeout.of(LIMIT))
                .link(Anchor.OBSERVE, "observer", (call, next) -> observed(call, next)));
    HarnessRun run = chain.newRun();
    cancelAfter(run, Duration.ofSeconds(35));

    assertEquals(ToolOutcome.success("restarted"), run.call("{}"));
    assertEquals(List.of(true), interrupted);
  }

  @Test
  void anInterruptByTheHostPassesOn() {
    FakeTool tool = interruptible().delay(Duration.ofHours(1)).build();
    ChainHarness chain = limited(tool);
    Thread caller = Thread.currentThread();
    time.start(
        "host",
        () -> {
          sleep(time, Duration.ofSeconds(10));
          time.interrupt(caller);
        });

    assertThrows(InterruptedException.class, () -> chain.call("{}"));
    assertEquals(Duration.ofSeconds(10), time.elapsed());
  }

  @Test
  void anInterruptThatTheToolLeftSetIsNotClearedByALimitThatDidNotFire()
      throws InterruptedException {
    AgentTool careless =
        tool(
            invocation -> {
              Thread.currentThread().interrupt();
              return ToolOutcome.success("done");
            });

    assertEquals(ToolOutcome.success("done"), limited(careless).call("{}"));
    assertTrue(Thread.interrupted());
  }

  @Test
  void whenTheRunsDeadlineComesFirstTheRunSeesToIt() throws InterruptedException {
    List<Integer> armed = new ArrayList<>();
    List<ChainHarness> self = new ArrayList<>();
    long began = time.nanoTime();
    AgentTool tool =
        tool(
            invocation -> {
              armed.add(self.getFirst().services().watchdog().stats().armed());
              armed.add((int) Duration.ofNanos(invocation.deadline().nanos() - began).toSeconds());
              return ToolOutcome.success("done");
            });
    self.add(limited(tool));

    self.getFirst().newRun(RunOptions.builder().timeout(Duration.ofSeconds(10)).build()).call("{}");
    self.getFirst().newRun(RunOptions.builder().timeout(Duration.ofSeconds(60)).build()).call("{}");

    assertEquals(List.of(0, 10, 1, 30), armed);
  }

  @Test
  void aDefectFurtherInEndsTheLimit() {
    IllegalStateException defect = new IllegalStateException("defect");
    ChainHarness chain =
        harness(
            ChainHarness.around(interruptible().build())
                .layer(Timeout.of(LIMIT))
                .link(
                    Anchor.STARTED,
                    "broken",
                    (call, next) -> {
                      throw defect;
                    }));

    assertSame(defect, assertThrows(IllegalStateException.class, () -> chain.call("{}")));
    assertEquals(0, chain.services().watchdog().stats().armed());
  }

  @Test
  void aDefectInACancelledRunDoesNotSwallowTheInterrupt() {
    AgentTool late =
        tool(
            invocation -> {
              sleep(time, Duration.ofHours(1));
              return answeringAfterInterrupt(ToolOutcome.success("restarted"));
            });
    HarnessRun run =
        harness(
                ChainHarness.around(late)
                    .layer(Timeout.of(LIMIT))
                    .link(Anchor.OBSERVE, "observer", (call, next) -> observed(call, next))
                    .link(
                        Anchor.STARTED,
                        "broken",
                        (call, next) -> {
                          next.handle(call);
                          throw new IllegalStateException("defect");
                        }))
            .newRun();
    cancelAfter(run, Duration.ofSeconds(35));

    assertThrows(IllegalStateException.class, () -> run.call("{}"));
    assertEquals(List.of(true), interrupted);
  }

  @Test
  void theLimitIsOverWhenTheCallIs() throws InterruptedException {
    limited(interruptible().build()).call("{}");

    time.sleep(Duration.ofMinutes(5));

    assertFalse(Thread.currentThread().isInterrupted());
  }

  private ToolOutcome observed(ToolCall call, ToolHandler next) throws InterruptedException {
    try {
      return next.handle(call);
    } finally {
      interrupted.add(Thread.currentThread().isInterrupted());
    }
  }

  private ChainHarness limited(AgentTool tool) {
    return harness(ChainHarness.around(tool).layer(Timeout.of(LIMIT)));
  }

  private ChainHarness harness(ChainHarness.Builder builder) {
    ChainHarness chain = builder.time(time).build();
    open.add(chain);
    return chain;
  }

  private static FakeTool.Builder interruptible(ToolTrait... more) {
    List<ToolTrait> traits = new ArrayList<>(List.of(more));
    traits.add(ToolTrait.INTERRUPTIBLE);
    return FakeTool.named("restart").traits(traits.toArray(ToolTrait[]::new));
  }

  private static AgentTool tool(AgentTool.Body body) {
    return interruptible().replies(body).build();
  }

  /** Blocks until interrupted, goes on for a while all the same, and then ends by the interrupt. */
  private ToolOutcome interruptedAfter(Duration more) throws InterruptedException {
    try {
      time.sleep(Duration.ofHours(1));
    } catch (InterruptedException e) {
      for (TimeUntil end = new TimeUntil(time, more); !end.isOver(); ) {
        sleep(time, end.left());
      }
      throw e;
    }
    throw new AssertionError("not interrupted");
  }

  private ToolOutcome answeringAfterInterrupt(ToolOutcome answer) {
    sleep(time, Duration.ofHours(1));
    return answer;
  }

  private void cancelAfter(HarnessRun run, Duration delay) {
    time.start(
        "canceller",
        () -> {
          sleep(time, delay);
          run.cancel(Cancellation.of(Cancellation.Kind.REQUESTED, "enough"));
        });
  }

  /** Sleeps until the time is up or somebody interrupts. */
  private static void sleep(TimeSource time, Duration duration) {
    try {
      time.sleep(duration);
    } catch (InterruptedException e) {
      // Heard and not heeded: that is what the tests are about.
    }
  }

  private record TimeUntil(TimeSource time, long endNanos) {
    TimeUntil(TimeSource time, Duration duration) {
      this(time, time.nanoTime() + duration.toNanos());
    }

    boolean isOver() {
      return endNanos - time.nanoTime() <= 0;
    }

    Duration left() {
      return Duration.ofNanos(endNanos - time.nanoTime());
    }
  }
}

package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.CallStragglers;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** timeout(tool of which nothing is promised) */
@ExtendWith(RuntimeExtension.class)
class IsolatedLimitTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Gate gate = new Gate();
  private final List<ChainHarness> open = new ArrayList<>();
  private final VirtualTime time;

  IsolatedLimitTest(VirtualTime time) {
    this.time = time;
  }

  @AfterEach
  void close() throws InterruptedException {
    letStragglersEnd();
    open.forEach(ChainHarness::close);
  }

  @Test
  void aSlowToolIsInterruptedAtItsLimitAndWaitedForIfItEnds() throws InterruptedException {
    FakeTool tool = FakeTool.named("restart").delay(Duration.ofHours(1)).build();
    HarnessRun run = limited(tool).newRun();

    assertEquals(new ToolOutcome.TimedOut(LIMIT, true, false), run.call("{}"));
    assertEquals(LIMIT, time.elapsed());
    assertEquals(1, tool.interrupted());
    assertTrue(
        time.liveThreads().stream().noneMatch(thread -> thread.getName().contains("/timeout/")));
    run.events().assertNoneLeft();
  }

  @Test
  void aToolThatDoesNotEndIsLeftBehindAfterItsGraceAndPutOnRecord() throws InterruptedException {
    ChainHarness chain = limited(stubborn());
    HarnessRun run = chain.newRun();

    assertEquals(new ToolOutcome.TimedOut(LIMIT, true, true), run.call("{}"));

    assertEquals(Duration.ofSeconds(32), time.elapsed());
    String thread = Thread.currentThread().getName() + "/timeout/restart";
    assertEquals(List.of(thread), run.abandonedWork());
    assertEquals(thread, run.events().next(RunEvent.WorkAbandoned.class).what());
    assertEquals(1, chain.services().stragglers().aliveCount());
    letStragglersEnd();
    assertEquals(0, chain.services().stragglers().aliveCount());
    assertEquals(1, chain.services().stragglers().total());
  }

  @Test
  void atTheCapTheToolIsNotCalledUntilAStragglerEnds() throws InterruptedException {
    FakeTool tool = stubborn();
    ChainHarness chain =
        harness(
            ChainHarness.around(tool)
                .layer(Timeout.builder().limit(LIMIT).maxAbandoned(2).build()));
    HarnessRun run = chain.newRun();
    run.call("{}");
    run.call("{}");

    ToolOutcome.Blocked refused = assertInstanceOf(ToolOutcome.Blocked.class, run.call("{}"));

    assertEquals("timeout", refused.layer());
    assertEquals("too_many_abandoned", refused.reasonCode());
    assertEquals(
        "2 earlier calls of this tool did not end when they were told to and still run, so it is"
            + " not called for now. Go on without it.",
        refused.textForModel());
    assertEquals(2, tool.invocations().size());
    assertEquals(
        "blocked", chain.newRun().call("{}").code(), "the cap is for all runs of the runtime");
    letStragglersEnd();
    assertEquals(ToolOutcome.success("late"), run.call("{}"));
  }

  @Test
  void whenTheRuntimeHasNoRoomForStragglersNoToolThatMayBecomeOneIsBegun()
      throws InterruptedException {
    Timeout many =
        Timeout.builder()
            .limit(Duration.ofSeconds(1))
            .grace(Duration.ZERO)
            .maxAbandoned(1_000)
            .build();
    ChainHarness chain = harness(ChainHarness.around(stubborn()).layer(many));
    int cap = chain.services().stragglers().cap();
    for (int i = 0; i < cap; i++) {
      assertEquals("timed_out", chain.call("{}").code());
    }

    ToolOutcome.Blocked refused = assertInstanceOf(ToolOutcome.Blocked.class, chain.call("{}"));

    assertEquals("too_many_abandoned", refused.reasonCode());
  }

  @Test
  void aPermitHeldAroundTheLimitIsKeptUntilTheWorkerEnds() throws InterruptedException {
    AtomicInteger held = new AtomicInteger();
    Timeout attempts = Timeout.builder().attemptLimit(Duration.ofSeconds(5)).build();
    ChainHarness chain =
        harness(
            ChainHarness.around(stubborn())
                .layer(attempts)
                .link(Anchor.BULKHEAD, "bulkhead", (call, next) -> permitted(call, next, held)));

    assertEquals(new ToolOutcome.TimedOut(Duration.ofSeconds(5), true, true), chain.call("{}"));

    assertEquals(1, held.get(), "the call is over, its worker is not");
    letStragglersEnd();
    assertEquals(0, held.get());
  }

  @Test
  void aPermitHeldInsideTheLimitIsKeptByTheWorkerItself() throws InterruptedException {
    AtomicInteger held = new AtomicInteger();
    ChainHarness chain =
        harness(
            ChainHarness.around(stubborn())
                .layer(Timeout.of(LIMIT))
                .link(Anchor.BULKHEAD, "bulkhead", (call, next) -> permitted(call, next, held)));

    chain.call("{}");

    assertEquals(1, held.get());
    letStragglersEnd();
    assertEquals(0, held.get());
  }

  @Test
  void aPermitIsGivenBackAtOnceWhenNothingWasLeftBehind() throws InterruptedException {
    AtomicInteger held = new AtomicInteger();
    ChainHarness chain =
        harness(
            ChainHarness.around(FakeTool.answering("search", "two hits"))
                .layer(Timeout.builder().attemptLimit(Duration.ofSeconds(5)).build())
                .link(Anchor.BULKHEAD, "bulkhead", (call, next) -> permitted(call, next, held)));

    chain.call("{}");

    assertEquals(0, held.get());
  }

  @Test
  void anAnswerWithinTheGraceStandsAndIsReported() throws InterruptedException {
    FakeTool late =
        FakeTool.named("restart").replies(Replies.swallowingInterrupt("restarted")).build();
    HarnessRun run = limited(late).newRun();

    assertEquals(ToolOutcome.success("restarted"), run.call("{}"));
    assertEquals("overdue", run.events().next(RunEvent.LayerDecided.class).code());
  }

  @Test
  void aFailureWithinTheGraceIsTheLimits() throws InterruptedException {
    AgentTool late =
        FakeTool.named("restart")
            .replies(
                invocation -> {
                  Replies.swallowingInterrupt("swallowed").call(invocation);
                  throw new IOException("connection closed");
                })
            .build();

    assertEquals(new ToolOutcome.TimedOut(LIMIT, true, false), limited(late).call("{}"));
  }

  @Test
  void theToolRunsOnAThreadNamedAfterItAndSeesTheLimitAndItsRun() throws InterruptedException {
    List<Optional<RunContext>> seen = new ArrayList<>();
    FakeTool tool =
        FakeTool.named("search")
            .replies(
                invocation -> {
                  seen.add(RunContext.current());
                  return ToolOutcome.success("two hits");
                })
            .build();
    HarnessRun run = limited(tool).newRun();
    long began = time.nanoTime();

    assertEquals(ToolOutcome.success("two hits"), run.call("{}"));

    FakeTool.Invocation invocation = tool.invocations().getFirst();
    assertEquals(Thread.currentThread().getName() + "/timeout/search", invocation.threadName());
    assertEquals(LIMIT.toNanos(), invocation.attempt().deadline().nanos() - began);
    assertEquals(List.of(Optional.of(run.frame())), seen);
  }

  @Test
  void theHostsContextIsCarriedToTheWorker() throws InterruptedException {
    ThreadLocal<String> mdc = new ThreadLocal<>();
    List<String> seen = new ArrayList<>();
    FakeTool tool =
        FakeTool.named("search")
            .replies(
                invocation -> {
                  seen.add(mdc.get());
                  return ToolOutcome.success("two hits");
                })
            .build();
    ChainHarness chain =
        harness(
            ChainHarness.around(tool)
                .layer(Timeout.of(LIMIT))
                .contextCarrier(
                    () -> {
                      String captured = mdc.get();
                      return work -> {
                        mdc.set(captured);
                        work.run();
                        mdc.remove();
                      };
                    }));
    mdc.set("request-7");

    chain.call("{}");

    assertEquals(List.of("request-7"), seen);
  }

  @Test
  void aDefectFurtherInIsOneOutcomeThatNamesTheLink() throws InterruptedException {
    ChainHarness chain =
        harness(
            ChainHarness.around(FakeTool.answering("search", "two hits"))
                .layer(new PanicRecovery())
                .layer(Timeout.of(LIMIT))
                .link(
                    Anchor.STARTED,
                    "broken",
                    (call, next) -> {
                      throw new IllegalStateException("defect");
                    }));

    ToolOutcome.Internal outcome = assertInstanceOf(ToolOutcome.Internal.class, chain.call("{}"));

    assertEquals("broken", outcome.culprit());
  }

  @Test
  void anErrorOfTheVirtualMachineIsNotLostOnTheWorker() {
    OutOfMemoryError error = new OutOfMemoryError("simulated");
    FakeTool tool = FakeTool.named("search").replies(Replies.failure(() -> error)).build();

    assertSame(error, assertThrows(OutOfMemoryError.class, () -> limited(tool).call("{}")));
  }

  @Test
  void whatLinksFurtherInKeptForTheCallIsThereAfterwards() throws InterruptedException {
    List<List<String>> seen = new ArrayList<>();
    ChainHarness chain =
        harness(
            ChainHarness.around(FakeTool.answering("search", "two hits"))
                .layer(Timeout.of(LIMIT))
                .layer(new Notes(seen)));

    chain.call("{}");

    assertEquals(List.of(List.of("inside")), seen);
  }

  @Test
  void cancellingTheRunInterruptsTheWorkerAndPassesOn() {
    FakeTool tool = FakeTool.named("restart").delay(Duration.ofHours(1)).build();
    HarnessRun run = limited(tool).newRun();
    cancelAfter(run, Duration.ofSeconds(10));

    assertThrows(InterruptedException.class, () -> run.call("{}"));
    assertEquals(Duration.ofSeconds(10), time.elapsed());
    assertEquals(1, tool.interrupted());
  }

  @Test
  void cancellingDoesNotWaitForeverForAWorkerThatDoesNotEnd() {
    HarnessRun run = limited(stubborn()).newRun();
    cancelAfter(run, Duration.ofSeconds(10));

    assertThrows(InterruptedException.class, () -> run.call("{}"));

    assertEquals(Duration.ofSeconds(12), time.elapsed());
    assertEquals(1, run.abandonedWork().size());
  }

  @Test
  void cancellingWinsWhileALateWorkerEnds() {
    FakeTool tool =
        FakeTool.named("restart")
            .replies(
                invocation -> {
                  Replies.swallowingInterrupt("swallowed").call(invocation);
                  Replies.swallowingInterrupt("swallowed").call(invocation);
                  throw new InterruptedException("ended by the second interrupt");
                })
            .build();
    HarnessRun run = limited(tool).newRun();
    cancelAfter(run, Duration.ofSeconds(31));

    assertThrows(InterruptedException.class, () -> run.call("{}"));
    assertEquals(Duration.ofSeconds(31), time.elapsed());
    assertEquals(List.of(), run.abandonedWork());
  }

  @Test
  void cancellingWinsDuringTheGraceOfALateWorker() {
    HarnessRun run = limited(stubborn()).newRun();
    cancelAfter(run, Duration.ofSeconds(31));

    assertThrows(InterruptedException.class, () -> run.call("{}"));
    assertEquals(1, run.abandonedWork().size());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void anAnswerInACancelledRunStandsAndTheInterruptStaysToBeSeen() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("restart").replies(Replies.swallowingInterrupt("restarted")).build();
    List<Boolean> interrupted = new ArrayList<>();
    ChainHarness chain =
        harness(
            ChainHarness.around(tool)
                .layer(Timeout.of(LIMIT))
                .link(
                    Anchor.OBSERVE,
                    "observer",
                    (call, next) -> {
                      ToolOutcome outcome = next.handle(call);
                      interrupted.add(Thread.currentThread().isInterrupted());
                      return outcome;
                    }));
    HarnessRun run = chain.newRun();
    cancelAfter(run, Duration.ofSeconds(10));

    assertEquals(ToolOutcome.success("restarted"), run.call("{}"));
    assertEquals(List.of(true), interrupted);
  }

  @Test
  void whenTheRunsDeadlineComesFirstTheRunSeesToIt() {
    FakeTool tool = FakeTool.named("restart").delay(Duration.ofHours(1)).build();
    HarnessRun run =
        limited(tool).newRun(RunOptions.builder().timeout(Duration.ofSeconds(10)).build());
    cancelAfter(run, Duration.ofSeconds(11));

    assertThrows(
        InterruptedException.class,
        () -> run.call("{}"),
        "cancelled by the run, a second late, and not timed out");
    assertEquals(Duration.ofSeconds(11), time.elapsed());
  }

  private ChainHarness limited(AgentTool tool) {
    return harness(ChainHarness.around(tool).layer(Timeout.of(LIMIT)));
  }

  private ChainHarness harness(ChainHarness.Builder builder) {
    ChainHarness chain = builder.time(time).build();
    open.add(chain);
    return chain;
  }

  private FakeTool stubborn() {
    return FakeTool.named("restart").replies(Replies.stubborn(gate, Replies.text("late"))).build();
  }

  private void letStragglersEnd() throws InterruptedException {
    gate.open();
    for (Thread thread : time.liveThreads()) {
      if (thread.getName().contains("/")) {
        time.join(thread);
      }
    }
  }

  private static ToolOutcome permitted(ToolCall call, ToolHandler next, AtomicInteger held)
      throws InterruptedException {
    held.incrementAndGet();
    try {
      return next.handle(call);
    } finally {
      CallStragglers.whenSettled(call, held::decrementAndGet);
    }
  }

  private void cancelAfter(HarnessRun run, Duration delay) {
    time.start(
        "canceller",
        () -> {
          try {
            time.sleep(delay);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          run.cancel(Cancellation.of(Cancellation.Kind.REQUESTED, "enough"));
        });
  }

  /** Notes on both sides of the limit, in state of the call. */
  private record Notes(List<List<String>> seen) implements dev.agentruntime.chain.Layer {
    @Override
    public String name() {
      return "notes";
    }

    @Override
    public List<Link> bind(LayerBinding binding) {
      Slot<List<String>> notes = binding.perTool(StateScope.CALL, "notes", ArrayList::new);
      return List.of(
          Link.of(
              Anchor.OBSERVE,
              "reading",
              (call, next) -> {
                ToolOutcome outcome = next.handle(call);
                seen.add(notes.get(call));
                return outcome;
              }),
          Link.of(
              Anchor.STARTED,
              "writing",
              (call, next) -> {
                notes.get(call).add("inside");
                return next.handle(call);
              }));
    }
  }
}

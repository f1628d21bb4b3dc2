package dev.agentruntime.testkit.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.MiddlewareContractException;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.testkit.tool.Trail;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RuntimeExtension.class)
class ChainHarnessTest {
  private final Trail trail = new Trail();

  private ToolMiddleware marking(String name) {
    return (call, next) -> {
      trail.mark(name + " in");
      try {
        return next.handle(call);
      } finally {
        trail.mark(name + " out");
      }
    };
  }

  @Test
  void linksRunInTheOrderOfTheirAnchors() throws Exception {
    ChainHarness chain =
        ChainHarness.around(FakeTool.answering("search", "two hits"))
            .link(Anchor.TOOL, "inner", marking("inner"))
            .layer(Layer.of(Anchor.GUARD, "outer", marking("outer")))
            .build();
    assertEquals(ToolOutcome.success("two hits"), chain.call("{}"));
    trail.assertIs("outer in", "inner in", "inner out", "outer out");
    assertEquals("outer(inner(search))", chain.toString());
    assertEquals(2, chain.chain().links().size());
  }

  @Test
  void theChainHoldsLinksToTheirContract() {
    ChainHarness chain =
        ChainHarness.around(FakeTool.answering("a", "x"))
            .link(
                Anchor.TOOL,
                "twice",
                (call, next) -> {
                  next.handle(call);
                  return next.handle(call);
                })
            .build();
    MiddlewareContractException broken =
        assertThrows(MiddlewareContractException.class, () -> chain.call("{}"));
    assertEquals("twice", broken.link());
  }

  @Test
  void whatTheStepThrowsComesOutAsItIs() {
    IllegalStateException thrown = new IllegalStateException("inner");
    ChainHarness chain =
        ChainHarness.around(
                ToolDescriptor.of(FakeTool.named("a").build()),
                call -> {
                  throw thrown;
                })
            .link(Anchor.TOOL, "link", marking("link"))
            .build();
    assertSame(thrown, assertThrows(IllegalStateException.class, () -> chain.call("{}")));
    trail.assertIs("link in", "link out");
  }

  @Test
  void whatAToolThrowsBecomesTheOutcomeItIsPromised() throws Exception {
    FakeTool tool =
        FakeTool.named("a")
            .onCall(1, Replies.failure(() -> new ToolException("no such order")))
            .onCall(
                2, Replies.failure(() -> new MalformedArgumentsException("id must be a number")))
            .onCall(3, Replies.failure(() -> new IOException("reset")))
            .build();
    ChainHarness chain = ChainHarness.around(tool).build();
    assertEquals(ToolOutcome.toolError("no such order"), chain.call("{}"));
    assertEquals(new ToolOutcome.InvalidArguments("id must be a number"), chain.call("{}"));
    assertTrue(
        chain.call("{}") instanceof ToolOutcome.InfrastructureError error
            && error.cause() instanceof IOException);
  }

  @Test
  void aRunIsForWhomTheOptionsSay(VirtualTime time) throws Exception {
    FakeTool tool =
        FakeTool.named("a").replies(invocation -> who(RunContext.current().orElseThrow())).build();
    RunOptions options =
        RunOptions.builder()
            .tenant("acme")
            .session("s")
            .principal("eve")
            .traceParent("00-1")
            .attribute("k", 7)
            .build();
    HarnessRun run = ChainHarness.around(tool).time(time).build().newRun(options);
    assertEquals(ToolOutcome.success("acme s eve 00-1 {k=7} run-1 harness"), run.call("{}"));
    assertTrue(run.frame().deadline().isNever());
    assertTrue(RunContext.current().isEmpty());
  }

  private static ToolOutcome who(RunContext context) {
    return ToolOutcome.success(
        context.tenant().orElse("")
            + " "
            + context.sessionId().orElse("")
            + " "
            + context.principal().orElse("")
            + " "
            + context.traceParent().orElse("")
            + " "
            + context.attributes()
            + " "
            + context.runId()
            + " "
            + context.agentPath());
  }

  @Test
  void theDeadlineIsOnTheHarnessesClock(VirtualTime time) throws Exception {
    FakeTool tool = FakeTool.named("a").build();
    RunOptions options = RunOptions.builder().timeout(Duration.ofMinutes(3)).build();
    HarnessRun run = ChainHarness.around(tool).time(time).build().newRun(options);
    time.sleep(Duration.ofMinutes(1));
    run.call("{}");
    assertEquals(
        Duration.ofMinutes(2), tool.invocations().getFirst().attempt().deadline().remaining(time));
  }

  @Test
  void everyCallOfARunHasAnIdOfItsOwn() throws Exception {
    FakeTool tool = FakeTool.named("a").build();
    HarnessRun run = ChainHarness.around(tool).build().newRun();
    run.call("{}");
    run.call("{}");
    run.call(new ToolChain.Identity("mine", "a", 4, 2, null), ToolArguments.empty());
    assertEquals(
        List.of("call-1", "call-2", "mine"),
        tool.invocations().stream().map(FakeTool.Invocation::callId).toList());
    assertEquals("run-1-4-2", tool.invocations().getLast().attempt().idempotencyKey());
  }

  /** Counts calls in every scope, as a budget would. */
  private static final class Counter implements Layer {
    private final Map<StateScope, AtomicInteger> last = new EnumMap<>(StateScope.class);

    @Override
    public String name() {
      return "counter";
    }

    @Override
    public List<Link> bind(LayerBinding binding) {
      Map<StateScope, Slot<AtomicInteger>> slots = new EnumMap<>(StateScope.class);
      for (StateScope scope : StateScope.values()) {
        slots.put(scope, binding.shared(scope, "count", AtomicInteger::new));
      }
      return List.of(
          Link.of(
              Anchor.LIMITS,
              "counter",
              (call, next) -> {
                slots.forEach((scope, slot) -> last.put(scope, slot.get(call)));
                last.values().forEach(AtomicInteger::incrementAndGet);
                return next.handle(call);
              }));
    }

    String counts() {
      return last.toString();
    }
  }

  @Test
  void runsShareStateAsRunsOfOneRuntimeDo() throws Exception {
    Counter counter = new Counter();
    ChainHarness chain = ChainHarness.around(FakeTool.answering("a", "x")).layer(counter).build();
    HarnessRun first = chain.newRun(RunOptions.builder().tenant("t").session("s").build());
    first.call("{}");
    first.call("{}");
    assertEquals("{CALL=1, RUN=2, SESSION=2, TENANT=2, RUNTIME=2}", counter.counts());
    chain.newRun(RunOptions.builder().tenant("t").session("s").build()).call("{}");
    assertEquals("{CALL=1, RUN=1, SESSION=3, TENANT=3, RUNTIME=3}", counter.counts());
    chain.newRun(RunOptions.builder().tenant("other").session("s").build()).call("{}");
    assertEquals("{CALL=1, RUN=1, SESSION=1, TENANT=1, RUNTIME=4}", counter.counts());
    chain.newRun().call("{}");
    chain.newRun().call("{}");
    assertEquals("{CALL=1, RUN=1, SESSION=1, TENANT=2, RUNTIME=6}", counter.counts());
  }

  @Test
  void harnessesShareNothing() throws Exception {
    Counter counter = new Counter();
    for (int i = 0; i < 2; i++) {
      ChainHarness.around(FakeTool.answering("a", "x")).layer(counter).build().call("{}");
      assertEquals("{CALL=1, RUN=1, SESSION=1, TENANT=1, RUNTIME=1}", counter.counts());
    }
  }

  @Test
  void whatLayersDoToARunIsRemembered(VirtualTime time) throws Exception {
    ChainHarness chain =
        ChainHarness.around(FakeTool.answering("a", "x"))
            .time(time)
            .link(
                Anchor.LOOP,
                "loop",
                (call, next) -> {
                  call.run()
                      .emit(
                          origin ->
                              new RunEvent.LayerDecided(origin, call.ref(), "loop", "seen", ""));
                  call.run().stopAfterTurn("loop", "3 of 3");
                  call.run().abandoned("worker-1");
                  call.context().report("half way");
                  return new ToolOutcome.Internal(call.run().newIncidentId(), "loop", null);
                })
            .build();
    HarnessRun run = chain.newRun();
    assertEquals("incident-1", ((ToolOutcome.Internal) run.call("{}")).incidentId());
    assertEquals("seen", run.events().next(RunEvent.LayerDecided.class).code());
    assertEquals("worker-1", run.events().next(RunEvent.WorkAbandoned.class).what());
    assertEquals("half way", run.events().next(RunEvent.ProgressReported.class).message());
    run.events().assertNoneLeft();
    assertEquals(time.instant(), run.events().events().getFirst().origin().at());
    assertEquals(List.of(new HarnessRun.StopRequest("loop", "3 of 3")), run.stopRequests());
    assertEquals(List.of("worker-1"), run.abandonedWork());
    assertTrue(chain.newRun().events().events().isEmpty());
  }

  @Test
  void nobodyListensToAnUnobservedRun() throws Exception {
    ChainHarness chain =
        ChainHarness.around(FakeTool.answering("a", "x"))
            .unobserved()
            .link(
                Anchor.OBSERVE,
                "log",
                (call, next) -> {
                  trail.mark("observed " + call.run().observed());
                  call.run()
                      .emit(
                          origin -> {
                            throw new AssertionError("an event was built though nobody listens");
                          });
                  return next.handle(call);
                })
            .build();
    chain.call("{}");
    trail.assertIs("observed false");
  }

  @Test
  void cancellingARunInterruptsItsCallsAndNothingElse(VirtualTime time) throws Exception {
    FakeTool tool = FakeTool.named("a").replies(Replies.hang()).build();
    HarnessRun run = ChainHarness.around(tool).time(time).build().newRun();
    Cancellation why = Cancellation.of(Cancellation.Kind.REQUESTED, "enough");
    Thread caller =
        time.start(
            "caller",
            () -> {
              assertThrows(InterruptedException.class, () -> run.call("{}"));
              trail.mark("flag " + Thread.currentThread().isInterrupted());
            });
    tool.awaitCalls(1, Deadline.never(), time);
    run.cancel(why);
    time.join(caller);
    assertSame(why, run.frame().cancellation().orElseThrow());
    assertThrows(InterruptedException.class, () -> run.call("{}"));
    assertFalse(Thread.currentThread().isInterrupted());
    trail.assertIs("flag false");
  }

  @Test
  void cancellingARunOutsideACallInterruptsNobody() {
    HarnessRun run = ChainHarness.around(FakeTool.named("a").build()).build().newRun();
    run.cancel(Cancellation.of(Cancellation.Kind.HOST, "stop"));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void layersGetTheHarnessesServices(VirtualTime time) {
    ChainHarness chain =
        ChainHarness.around(FakeTool.named("a").build())
            .time(time)
            .contextCarrier(() -> Runnable::run)
            .layer(
                new Layer() {
                  @Override
                  public String name() {
                    return "nosy";
                  }

                  @Override
                  public List<Link> bind(LayerBinding binding) {
                    assertSame(time, binding.time());
                    assertEquals(1, binding.services().carriers().size());
                    trail.mark("bound to " + binding.tool().name());
                    return List.of();
                  }
                })
            .build();
    trail.assertIs("bound to a");
    assertSame(time, chain.services().time());
    assertNotSame(
        chain.services().slots(),
        ChainHarness.around(FakeTool.named("a").build()).build().services().slots());
  }

  @Test
  void anOrderThatBreaksADeclarationIsRefused() {
    ChainHarness.Builder builder =
        ChainHarness.around(FakeTool.named("a").build())
            .link(Anchor.INTENT, "audit", marking("audit"), LinkTrait.REWRITES_ARGUMENTS);
    assertThrows(dev.agentruntime.chain.ChainOrderException.class, builder::build);
  }
}

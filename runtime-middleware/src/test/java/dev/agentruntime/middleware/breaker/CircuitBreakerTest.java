package dev.agentruntime.middleware.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.middleware.Timeout;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(RuntimeExtension.class)
class CircuitBreakerTest {
  private static final Duration OPEN_FOR = CircuitBreaker.DEFAULT_OPEN_FOR;
  private static final AgentTool.Body DOWN = Replies.failure(() -> new IllegalStateException("x"));

  private final Gate gate = new Gate();
  private final List<ChainHarness> open = new ArrayList<>();
  private final VirtualTime time;

  CircuitBreakerTest(VirtualTime time) {
    this.time = time;
  }

  @AfterEach
  void close() throws InterruptedException {
    gate.open();
    for (Thread thread : time.liveThreads()) {
      if (thread.getName().contains("/")) {
        time.join(thread);
      }
    }
    open.forEach(ChainHarness::close);
  }

  @Test
  void fiveFailuresInARowOpenItForHalfAMinute() throws InterruptedException {
    FakeTool tool = FakeTool.named("search").replies(DOWN).build();
    ChainHarness chain = chain(tool, CircuitBreaker.standard());
    HarnessRun run = chain.newRun();

    calls(run, 5);
    time.sleep(Duration.ofMillis(10_500));
    ToolOutcome refused = chain.call("{}");

    assertEquals(5, tool.invocations().size());
    assertEquals(List.of("opened"), codes(run));
    assertEquals(
        "This tool is not called for now, since its last calls failed for technical reasons. Go on"
            + " without it. Try again in 20 s at the earliest.",
        refused.textForModel());
    assertEquals(CircuitBreaker.OPEN, ((ToolOutcome.Blocked) refused).reasonCode());
  }

  @Test
  void aProbeThatAnswersClosesIt() throws InterruptedException {
    FakeTool tool = failingFirst(5);
    ChainHarness chain = chain(tool, CircuitBreaker.standard());
    calls(chain.newRun(), 5);
    time.sleep(OPEN_FOR);
    HarnessRun run = chain.newRun();

    assertEquals(ToolOutcome.success("ok"), run.call("{}"));
    assertEquals(ToolOutcome.success("ok"), run.call("{}"));
    assertEquals(List.of("closed"), codes(run));
  }

  @Test
  void aProbeThatFailsOpensItAgain() throws InterruptedException {
    FakeTool tool = FakeTool.named("search").replies(DOWN).build();
    ChainHarness chain = chain(tool, CircuitBreaker.standard());
    calls(chain.newRun(), 5);
    time.sleep(OPEN_FOR);

    chain.call("{}");

    assertEquals("blocked", chain.call("{}").code());
    assertEquals(6, tool.invocations().size());
  }

  @Test
  void aToolsOwnNoNeverOpensIt() throws InterruptedException {
    FakeTool tool = FakeTool.named("search").replies(Replies.error("no such order")).build();
    ChainHarness chain = chain(tool, CircuitBreaker.standard());

    calls(chain.newRun(), 20);

    assertEquals(20, tool.invocations().size());
  }

  static List<ToolOutcome> neutral() {
    return List.of(
        new ToolOutcome.TimedOut(Duration.ofMillis(5), true, false),
        new ToolOutcome.InvalidArguments("id is missing"),
        new ToolOutcome.UnknownTool("serach", List.of()),
        new ToolOutcome.Rejected("ann", "not now"),
        new ToolOutcome.ApprovalExpired("r1", Duration.ofMinutes(30)),
        new ToolOutcome.Blocked("bulkhead", "bulkhead_full", "wait", null),
        new ToolOutcome.Cancelled(Cancellation.of(Cancellation.Kind.HOST, "stop")),
        new ToolOutcome.Suspended("r1", "asks"),
        new ToolOutcome.Internal("i1", "bulkhead", null));
  }

  @ParameterizedTest
  @MethodSource("neutral")
  void aProbeThatDoesNotReachTheToolLeavesNoStuckCircuit(ToolOutcome outcome)
      throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    ChainHarness chain =
        harness(
            ChainHarness.around(failingFirst(5))
                .layer(CircuitBreaker.standard())
                .link(
                    Anchor.BULKHEAD,
                    "inner",
                    (call, next) -> calls.incrementAndGet() == 6 ? outcome : next.handle(call)));
    calls(chain.newRun(), 5);
    time.sleep(OPEN_FOR);

    assertEquals(outcome, chain.call("{}"));
    assertEquals(ToolOutcome.success("ok"), chain.call("{}"), "the next one is the probe");
  }

  @Test
  void aProbeThatIsInterruptedOrThrownAwayLeavesNoStuckCircuit() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    ChainHarness chain =
        harness(
            ChainHarness.around(failingFirst(5))
                .layer(CircuitBreaker.standard())
                .link(
                    Anchor.BULKHEAD,
                    "inner",
                    (call, next) ->
                        switch (calls.incrementAndGet()) {
                          case 6 -> throw new InterruptedException("stop");
                          case 7 -> throw new IllegalStateException("a defect");
                          case 8 -> throw new StackOverflowError();
                          default -> next.handle(call);
                        }));
    calls(chain.newRun(), 5);
    time.sleep(OPEN_FOR);

    assertThrows(InterruptedException.class, () -> chain.call("{}"));
    assertThrows(IllegalStateException.class, () -> chain.call("{}"));
    assertThrows(StackOverflowError.class, () -> chain.call("{}"));
    assertEquals(ToolOutcome.success("ok"), chain.call("{}"));
  }

  @Test
  void theLimitOnTheCallCountsThoughTheAttemptDoesNotSeeIt() throws InterruptedException {
    FakeTool tool = FakeTool.named("search").replies(Replies.hang()).build();
    ChainHarness chain =
        harness(
            ChainHarness.around(tool).layer(Timeout.standard()).layer(CircuitBreaker.standard()));
    HarnessRun run = chain.newRun();

    calls(run, 5);

    assertEquals(List.of("opened"), codes(run));
    assertEquals("blocked", chain.call("{}").code());
  }

  @Test
  void aShortLimitDoesNotOpenItForOthers() throws InterruptedException {
    FakeTool tool = FakeTool.named("search").replies(Replies.hang()).build();
    ChainHarness chain =
        harness(
            ChainHarness.around(tool)
                .layer(Timeout.of(Duration.ofMillis(999)))
                .layer(CircuitBreaker.standard()));

    calls(chain.newRun(), 20);

    assertEquals(20, tool.invocations().size());
  }

  @Test
  void aTimeOutOfAnAttemptCountsOnce() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("search").traits(ToolTrait.IDEMPOTENT).replies(Replies.hang()).build();
    Timeout timeout = Timeout.builder().attemptLimit(Duration.ofSeconds(2)).build();
    ChainHarness chain =
        harness(
            ChainHarness.around(tool)
                .layer(timeout)
                .layer(Retry.builder().maxAttempts(4).build())
                .layer(CircuitBreaker.standard()));
    HarnessRun run = chain.newRun();

    assertEquals("timed_out", run.call("{}").code());
    assertEquals(4, tool.invocations().size());
    assertEquals("blocked", run.call("{}").code(), "the fifth time-out opens it, that ends retry");
    assertEquals(5, tool.invocations().size());
  }

  @Test
  void aProbeThatIsLeftBehindOpensItAgainAtOnce() throws InterruptedException {
    FakeTool.Builder tool = FakeTool.named("restart");
    for (int call = 1; call <= 5; call++) {
      tool.onCall(call, DOWN);
    }
    tool.onCall(6, Replies.stubborn(gate, Replies.text("late")));
    ChainHarness chain =
        harness(
            ChainHarness.around(tool.build())
                .layer(Timeout.standard())
                .layer(CircuitBreaker.standard()));
    calls(chain.newRun(), 5);
    time.sleep(OPEN_FOR);

    assertEquals(new ToolOutcome.TimedOut(Duration.ofSeconds(30), true, true), chain.call("{}"));
    assertEquals("blocked", chain.call("{}").code());
    time.sleep(OPEN_FOR);
    assertEquals(ToolOutcome.success("ok"), chain.call("{}"), "though the probe still runs");
  }

  @Test
  void tooManyLeftBehindOpenIt() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("restart").replies(Replies.stubborn(gate, Replies.text("late"))).build();
    Timeout timeout = Timeout.builder().limit(Duration.ofMillis(500)).maxAbandoned(2).build();
    ChainHarness chain =
        harness(ChainHarness.around(tool).layer(timeout).layer(CircuitBreaker.standard()));
    HarnessRun run = chain.newRun();

    calls(run, 2);
    ToolOutcome third = run.call("{}");
    ToolOutcome fourth = run.call("{}");

    assertEquals(Timeout.TOO_MANY_ABANDONED, ((ToolOutcome.Blocked) third).reasonCode());
    assertEquals(Timeout.TOO_MANY_ABANDONED, CircuitBreaker.TOO_MANY_ABANDONED);
    assertEquals(CircuitBreaker.OPEN, ((ToolOutcome.Blocked) fourth).reasonCode());
    assertEquals(List.of("opened"), codes(run));
  }

  @Test
  void noHumanIsAskedAboutACallThatWouldBeRefused() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    ChainHarness chain =
        harness(
            ChainHarness.around(FakeTool.named("search").replies(DOWN).build())
                .layer(CircuitBreaker.standard())
                .link(
                    Anchor.APPROVAL,
                    "human",
                    (call, next) -> {
                      asked.incrementAndGet();
                      return next.handle(call);
                    },
                    LinkTrait.WAITS_FOR_HUMAN));

    calls(chain.newRun(), 8);

    assertEquals(5, asked.get());
  }

  @Test
  void noProbeIsHeldWhileAHumanThinks() {
    ChainHarness.Builder builder =
        ChainHarness.around(FakeTool.named("a").build())
            .layer(CircuitBreaker.standard())
            .link(
                Anchor.BULKHEAD,
                "human",
                (call, next) -> next.handle(call),
                LinkTrait.WAITS_FOR_HUMAN);

    assertThrows(ChainOrderException.class, builder::build);
  }

  @Test
  void toolsOfOneEndpointShareACircuitAndOthersDoNot() throws InterruptedException {
    CircuitBreaker breaker = CircuitBreaker.builder().endpoint("order_*", "orders").build();
    ChainHarness chain = chain(FakeTool.named("order_get").replies(DOWN).build(), breaker);
    HarnessRun run = chain.newRun();

    calls(run, 5);

    assertEquals("blocked", call(chain, breaker, "order_list", run).code());
    assertEquals("success", call(chain, breaker, "search", run).code());
  }

  @Test
  void aKeyFunctionSaysWhichToolsShareACircuit() throws InterruptedException {
    CircuitBreaker breaker =
        CircuitBreaker.builder().endpoints(tool -> tool.name().substring(0, 5)).build();
    ChainHarness chain = chain(FakeTool.named("order_get").replies(DOWN).build(), breaker);
    HarnessRun run = chain.newRun();

    calls(run, 5);

    assertEquals("blocked", call(chain, breaker, "order_list", run).code());
    assertEquals("success", call(chain, breaker, "users_list", run).code());
  }

  @Test
  void aToolMayGoWithoutACircuitAndThenPaysNothing() {
    CircuitBreaker breaker = CircuitBreaker.builder().without("a*").build();

    assertEquals("add", chain(FakeTool.named("add").build(), breaker).toString());
    assertEquals(
        "breaker-peek(breaker-watch(breaker(sub)))",
        chain(FakeTool.named("sub").build(), breaker).toString());
  }

  @Test
  void senselessValuesAreRefusedByNameValueAndBound() {
    CircuitBreaker.Builder builder = CircuitBreaker.builder();

    assertRefused("breaker failures must be at least 1, was 0", () -> builder.failures(0));
    assertRefused(
        "breaker failures ofLast must be at least 5, was 4", () -> builder.failures(5, 4));
    assertRefused(
        "breaker openFor must be positive, was PT0S", () -> builder.openFor(Duration.ZERO));
    assertRefused(
        "breaker leastTimeout must not be negative, was PT-1S",
        () -> builder.leastTimeout(Duration.ofSeconds(-1)));
    assertRefused(
        "breaker endpoint of 'a' must not be blank, was ' '", () -> builder.endpoint("a", " "));
    assertRefused(
        "breaker endpoint of tool 'a' must not be blank, was ",
        () -> chain(FakeTool.named("a").build(), builder.endpoints(tool -> "").build()));
  }

  @Test
  void itSaysItsSettings() {
    assertEquals(
        "CircuitBreaker(on, opens after 5 failures of 5, for PT30S, time-outs count from PT1S)",
        CircuitBreaker.standard().toString());
  }

  private static ToolOutcome call(
      ChainHarness chain, CircuitBreaker breaker, String tool, HarnessRun run)
      throws InterruptedException {
    ToolDescriptor other = ToolDescriptor.of(FakeTool.named(tool).build());
    LayerBinding binding = new LayerBinding(other, breaker.name(), chain.services());
    return ToolChain.compose(other, breaker.bind(binding), call -> ToolOutcome.success("ok"))
        .run(run.frame(), run.nextIdentity(), ToolArguments.ofText("{}"));
  }

  private static void calls(HarnessRun run, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      run.call("{}");
    }
  }

  private static FakeTool failingFirst(int calls) {
    FakeTool.Builder tool = FakeTool.named("search");
    for (int call = 1; call <= calls; call++) {
      tool.onCall(call, DOWN);
    }
    return tool.build();
  }

  private ChainHarness chain(AgentTool tool, CircuitBreaker breaker) {
    return harness(ChainHarness.around(tool).layer(breaker));
  }

  private ChainHarness harness(ChainHarness.Builder builder) {
    ChainHarness chain = builder.time(time).build();
    open.add(chain);
    return chain;
  }

  private static List<String> codes(HarnessRun run) {
    return run.events().events(RunEvent.LayerDecided.class).stream()
        .filter(decided -> decided.layer().equals(CircuitBreaker.NAME))
        .map(RunEvent.LayerDecided::code)
        .toList();
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting).getMessage());
  }
}

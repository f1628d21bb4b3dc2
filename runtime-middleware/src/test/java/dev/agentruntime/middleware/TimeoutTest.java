package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.CallStragglers;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the settings do, and how the two clocks go together: timeout(retry(attempt-timeout(tool))).
 */
@ExtendWith(RuntimeExtension.class)
class TimeoutTest {
  private final Gate gate = new Gate();
  private final List<ChainHarness> open = new ArrayList<>();
  private final VirtualTime time;

  TimeoutTest(VirtualTime time) {
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
  void theDefaultIsHalfAMinuteForEveryCall() throws InterruptedException {
    assertEquals(Duration.ofSeconds(30), limitFor("anything", Timeout.standard()));
  }

  @Test
  void aLimitHoldsForToolsOfWhichNothingElseIsSaid() throws InterruptedException {
    Timeout timeout =
        Timeout.builder()
            .limit(Duration.ofSeconds(10))
            .limit("restart_*", Duration.ofSeconds(60))
            .build();

    assertEquals(Duration.ofSeconds(10), limitFor("search", timeout));
    assertEquals(Duration.ofSeconds(60), limitFor("restart_pod", timeout));
  }

  @Test
  void aToolMayBeUnlimitedAndThenHasNoLink() {
    Timeout timeout =
        Timeout.builder().attemptLimit(Duration.ofSeconds(1)).unlimited("research").build();

    assertEquals("research", chain(polite("research"), timeout).toString());
    assertEquals("timeout(attempt-timeout(search))", chain(polite("search"), timeout).toString());
  }

  @Test
  void aSubAgentIsLimitedOnlyWhereAPatternNamesIt() {
    FakeTool sub = FakeTool.named("research").traits(ToolTrait.DELEGATES).build();

    assertEquals("research", chain(sub, Timeout.standard()).toString());
    Timeout named = Timeout.builder().limit("res*", Duration.ofMinutes(1)).build();
    assertEquals("timeout(research)", chain(sub, named).toString());
  }

  @Test
  void aToolNobodyHasNeedsNoLimit() {
    ToolDescriptor unknown =
        new ToolDescriptor(
            "unknown",
            ToolSpecification.builder().name("unknown").build(),
            ToolTraits.none(),
            false);
    ChainHarness chain =
        ChainHarness.around(unknown, call -> new ToolOutcome.UnknownTool("x", List.of()))
            .layer(Timeout.standard())
            .build();

    assertEquals("unknown", chain.toString());
  }

  @Test
  void anAttemptLimitHoldsForEachAttempt() throws InterruptedException {
    Timeout timeout =
        Timeout.builder()
            .attemptLimit(Duration.ofSeconds(5))
            .attemptLimit("slow_*", Duration.ofSeconds(9))
            .build();

    assertEquals(Duration.ofSeconds(5), limitFor("search", timeout));
    assertEquals(Duration.ofSeconds(9), limitFor("slow_search", timeout));
  }

  @Test
  void theGraceIsHowLongAStragglerIsWaitedFor() throws InterruptedException {
    FakeTool stubborn =
        FakeTool.named("restart").replies(Replies.stubborn(gate, Replies.text("late"))).build();

    chain(stubborn, Timeout.builder().grace(Duration.ofSeconds(7)).build()).call("{}");

    assertEquals(Duration.ofSeconds(37), time.elapsed());
  }

  @Test
  void senselessValuesAreRefusedByNameValueAndBound() {
    Timeout.Builder builder = Timeout.builder();

    assertRefused("timeout must be positive, was PT0S", () -> builder.limit(Duration.ZERO));
    assertRefused("timeout must be positive, was PT-1S", () -> Timeout.of(Duration.ofSeconds(-1)));
    assertRefused(
        "timeout of 'a*' must be positive, was PT0S", () -> builder.limit("a*", Duration.ZERO));
    assertRefused(
        "attempt timeout must be positive, was PT0S", () -> builder.attemptLimit(Duration.ZERO));
    assertRefused(
        "attempt timeout of 'a*' must be positive, was PT0S",
        () -> builder.attemptLimit("a*", Duration.ZERO));
    assertRefused(
        "timeout grace must not be negative, was PT-1S",
        () -> builder.grace(Duration.ofSeconds(-1)));
    assertRefused("timeout maxAbandoned must be at least 1, was 0", () -> builder.maxAbandoned(0));
    assertRefused(
        "a tool pattern must be a name or contain '*', and have no blanks around it, was ''",
        () -> builder.unlimited(""));
  }

  @Test
  void anAttemptMustBeShorterThanItsCall() {
    Timeout timeout = Timeout.builder().attemptLimit("search", Duration.ofSeconds(30)).build();

    assertRefused(
        "attempt limit of tool 'search' must be shorter than its call limit PT30S, was PT30S",
        () -> chain(polite("search"), timeout));
  }

  @Test
  void aLayerCanBeDerivedFromAnother() {
    Timeout first =
        Timeout.builder()
            .limit(Duration.ofSeconds(10))
            .limit("restart_*", Duration.ofSeconds(60))
            .attemptLimit(Duration.ofSeconds(2))
            .unlimited("research")
            .grace(Duration.ofSeconds(1))
            .maxAbandoned(3)
            .build();

    assertEquals(
        "Timeout(calls PT10S, restart_* PT1M, research none, attempts PT2S, research none, grace"
            + " PT1S, at most 3 abandoned per tool)",
        first.toString());
    assertEquals(first.toString(), first.toBuilder().build().toString());
  }

  @Test
  void noClockRunsOutsideOfWhatWaitsForAHuman() {
    Link human =
        Link.of(
            Anchor.ATTEMPT_TIMEOUT,
            "human",
            (call, next) -> next.handle(call),
            LinkTrait.WAITS_FOR_HUMAN);

    ChainOrderException refused =
        assertThrows(
            ChainOrderException.class,
            () ->
                ChainHarness.around(polite("search"))
                    .layer(Timeout.standard())
                    .link(human)
                    .build());

    assertEquals(
        "link 'timeout' (at CALL_TIMEOUT) must not be outside link 'human' (at ATTEMPT_TIMEOUT):"
            + " the outer one runs a clock while the inner one waits for a human",
        refused.getMessage());
  }

  @Test
  void aPromiseToHeedInterruptsDecidesWhoseThreadTheToolRunsOn() {
    Timeout both = Timeout.builder().attemptLimit(Duration.ofSeconds(1)).build();

    assertEquals(List.of(false), isolating(polite("search"), Timeout.standard()));
    assertEquals(List.of(true), isolating(FakeTool.named("search").build(), Timeout.standard()));
    assertEquals(List.of(false, false), isolating(polite("search"), both));
    assertEquals(
        List.of(false, true),
        isolating(FakeTool.named("search").build(), both),
        "one hop is enough");
  }

  @Test
  void theCallsClockBoundsItsAttempts() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("search").traits(ToolTrait.INTERRUPTIBLE).delay(Duration.ofHours(1)).build();

    ToolOutcome outcome =
        retrying(tool, Duration.ofSeconds(8), Duration.ofSeconds(5), Duration.ZERO).call("{}");

    assertEquals(new ToolOutcome.TimedOut(Duration.ofSeconds(8), true, false), outcome);
    assertEquals(Duration.ofSeconds(8), time.elapsed());
    assertEquals(List.of(5L, 8L), deadlines(tool), "the second attempt had three seconds left");
  }

  @Test
  void theCallsClockBoundsBackOff() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("search").traits(ToolTrait.INTERRUPTIBLE).delay(Duration.ofHours(1)).build();

    ToolOutcome outcome =
        retrying(tool, Duration.ofSeconds(8), Duration.ofSeconds(5), Duration.ofMinutes(1))
            .call("{}");

    assertEquals(new ToolOutcome.TimedOut(Duration.ofSeconds(8), true, false), outcome);
    assertEquals(Duration.ofSeconds(8), time.elapsed());
    assertEquals(1, tool.invocations().size());
  }

  @Test
  void anAttemptThatEndsAfterBothLimitsDoesNotHideTheOuterOne() throws InterruptedException {
    AgentTool overstaying =
        FakeTool.named("search")
            .traits(ToolTrait.INTERRUPTIBLE)
            .replies(
                invocation -> {
                  // Interrupted by the attempt's limit at 5 s and by the call's at 8 s; ends at the
                  // second one.
                  Replies.swallowingInterrupt("swallowed").call(invocation);
                  Replies.swallowingInterrupt("swallowed").call(invocation);
                  throw new InterruptedException("ended by the second interrupt");
                })
            .build();

    ToolOutcome outcome =
        retrying(overstaying, Duration.ofSeconds(8), Duration.ofSeconds(5), Duration.ofMinutes(1))
            .call("{}");

    assertEquals(new ToolOutcome.TimedOut(Duration.ofSeconds(8), true, false), outcome);
    assertEquals(Duration.ofSeconds(8), time.elapsed(), "back-off was not waited out");
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void whoProceedsAgainAfterTheCallsLimitReachesNoTool() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("search")
            .traits(ToolTrait.INTERRUPTIBLE)
            .replies(Replies.swallowingInterrupt("late"))
            .build();
    ToolMiddleware stubbornRetry =
        (call, next) -> {
          next.handle(call);
          Thread.interrupted();
          ToolOutcome second = next.handle(call.nextAttempt());
          assertEquals(new ToolOutcome.TimedOut(Duration.ZERO, false, false), second);
          return second;
        };
    Timeout timeout =
        Timeout.builder().limit(Duration.ofSeconds(8)).attemptLimit(Duration.ofSeconds(5)).build();
    ChainHarness chain =
        harness(
            ChainHarness.around(
                    FakeTool.named("search")
                        .traits(ToolTrait.INTERRUPTIBLE)
                        .replies(
                            invocation -> {
                              Replies.swallowingInterrupt("first").call(invocation);
                              return tool.call(invocation);
                            })
                        .build())
                .layer(timeout)
                .link(Anchor.RETRY, "retry", stubbornRetry, LinkTrait.PROCEEDS_AGAIN));

    assertEquals(new ToolOutcome.TimedOut(Duration.ofSeconds(8), true, false), chain.call("{}"));
    assertEquals(1, tool.invocations().size());
  }

  @Test
  void theCallsClockReachesAnIsolatedAttempt() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("restart")
            .onCall(1, Replies.hang())
            .replies(Replies.stubborn(gate, Replies.text("late")))
            .build();
    HarnessRun run =
        retrying(tool, Duration.ofSeconds(8), Duration.ofSeconds(5), Duration.ZERO).newRun();

    ToolOutcome outcome = run.call("{}");

    assertEquals(new ToolOutcome.TimedOut(Duration.ofSeconds(8), true, true), outcome);
    assertEquals(Duration.ofSeconds(10), time.elapsed(), "the limit and one grace");
    assertEquals(1, run.abandonedWork().size());
    assertEquals(2, tool.invocations().size());
  }

  @Test
  void anAbandonedAttemptDoesNotStopTheNextOne() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("restart").onCall(1, Replies.stubborn(gate, Replies.text("late"))).build();
    HarnessRun run =
        retrying(tool, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ZERO).newRun();

    assertEquals(ToolOutcome.success("ok"), run.call("{}"));
    assertEquals(Duration.ofSeconds(7), time.elapsed());
    assertEquals(1, run.abandonedWork().size());
  }

  @Test
  void aPermitForTheCallIsKeptUntilTheLastOfItsAbandonedAttemptsEnds() throws InterruptedException {
    Gate other = new Gate();
    AtomicInteger held = new AtomicInteger(1);
    FakeTool tool =
        FakeTool.named("restart")
            .onCall(1, Replies.stubborn(gate, Replies.text("late")))
            .onCall(2, Replies.stubborn(other, Replies.text("later")))
            .build();
    Timeout timeout =
        Timeout.builder().limit(Duration.ofMinutes(1)).attemptLimit(Duration.ofSeconds(5)).build();
    ChainHarness chain =
        harness(
            ChainHarness.around(tool)
                .layer(timeout)
                .link(
                    Anchor.OBSERVE,
                    "permit",
                    (call, next) -> {
                      ToolOutcome outcome = next.handle(call);
                      CallStragglers.whenSettled(call, held::decrementAndGet);
                      return outcome;
                    })
                .link(Anchor.RETRY, "retry", once(Duration.ZERO), LinkTrait.PROCEEDS_AGAIN));

    assertEquals("timed_out", chain.call("{}").code());

    assertEquals(1, held.get());
    other.open();
    time.settle();
    assertEquals(1, held.get());
    gate.open();
    time.settle();
    assertEquals(0, held.get());
  }

  private ChainHarness retrying(
      AgentTool tool, Duration callLimit, Duration attemptLimit, Duration backOff) {
    Timeout timeout = Timeout.builder().limit(callLimit).attemptLimit(attemptLimit).build();
    return harness(
        ChainHarness.around(tool)
            .layer(timeout)
            .link(Anchor.RETRY, "retry", once(backOff), LinkTrait.PROCEEDS_AGAIN));
  }

  private ToolMiddleware once(Duration backOff) {
    return (call, next) -> {
      ToolOutcome first = next.handle(call);
      if (!(first instanceof ToolOutcome.TimedOut)) {
        return first;
      }
      time.sleep(backOff);
      return next.handle(call.nextAttempt());
    };
  }

  private Duration limitFor(String tool, Timeout timeout) throws InterruptedException {
    FakeTool slow =
        FakeTool.named(tool).traits(ToolTrait.INTERRUPTIBLE).delay(Duration.ofHours(1)).build();
    Duration before = time.elapsed();
    ToolOutcome outcome = chain(slow, timeout).call("{}");
    Duration limit = time.elapsed().minus(before);
    assertEquals(new ToolOutcome.TimedOut(limit, true, false), outcome);
    return limit;
  }

  private List<Long> deadlines(FakeTool tool) {
    long began = time.nanoTime() - time.elapsed().toNanos();
    return tool.invocations().stream()
        .map(
            invocation ->
                Duration.ofNanos(invocation.attempt().deadline().nanos() - began).toSeconds())
        .toList();
  }

  private List<Boolean> isolating(AgentTool tool, Timeout timeout) {
    return chain(tool, timeout).chain().links().stream()
        .map(link -> link.has(LinkTrait.ISOLATES))
        .toList();
  }

  private ChainHarness chain(AgentTool tool, Timeout timeout) {
    return harness(ChainHarness.around(tool).layer(timeout));
  }

  private ChainHarness harness(ChainHarness.Builder builder) {
    ChainHarness chain = builder.time(time).build();
    open.add(chain);
    return chain;
  }

  private static FakeTool polite(String name) {
    return FakeTool.named(name).traits(ToolTrait.INTERRUPTIBLE).build();
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting).getMessage());
  }
}

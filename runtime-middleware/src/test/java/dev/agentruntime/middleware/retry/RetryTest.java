package dev.agentruntime.middleware.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.middleware.waiting.Backoff;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RuntimeExtension.class)
class RetryTest {
  private static final Backoff SECOND = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1));
  private static final AgentTool.Body DOWN = Replies.failure(() -> new ConnectException("down"));

  private final VirtualTime time;

  RetryTest(VirtualTime time) {
    this.time = time;
  }

  @Test
  void aToolThatRecoversIsRunAgainWithTheNextAttemptAndTheSameKey() throws InterruptedException {
    FakeTool tool = idempotent("search").onCall(1, DOWN).onCall(2, DOWN).build();
    HarnessRun run = chain(tool, Retry.standard()).newRun();

    assertEquals(ToolOutcome.success("ok"), run.call("{}"));

    assertEquals(
        List.of(1, 2, 3), tool.invocations().stream().map(i -> i.attempt().number()).toList());
    assertEquals(
        1, tool.invocations().stream().map(i -> i.attempt().idempotencyKey()).distinct().count());
    assertEquals(List.of("waiting", "waiting", "recovered"), codes(run));
  }

  @Test
  void aToolThatStaysDownIsGivenUpWithItsLastOutcome() throws InterruptedException {
    FakeTool tool = idempotent("search").replies(DOWN).build();
    HarnessRun run = chain(tool, Retry.standard()).newRun();

    assertEquals("infrastructure_error", run.call("{}").code());
    assertEquals(3, tool.invocations().size());
    assertEquals(List.of("waiting", "waiting", "attempts_spent"), codes(run));
  }

  @Test
  void aToolWithEffectsIsNeverRunAgain() throws InterruptedException {
    FakeTool tool = FakeTool.named("charge").replies(DOWN).build();

    ChainHarness chain = chain(tool, Retry.standard());

    assertEquals("infrastructure_error", chain.call("{}").code());
    assertEquals("charge", chain.toString(), "it costs such a tool nothing");
    assertEquals(1, tool.invocations().size());
  }

  @Test
  void aToolThatTakesTheKeyMayBeRunAgain() throws InterruptedException {
    FakeTool tool = FakeTool.named("charge").onCall(1, DOWN).build();

    assertEquals(
        ToolOutcome.success("ok"), chain(tool, Retry.builder().keyed("charge").build()).call("{}"));
  }

  @Test
  void anUnknownErrorIsNotRetried() throws InterruptedException {
    FakeTool tool =
        idempotent("search").replies(Replies.failure(() -> new IllegalStateException())).build();

    chain(tool, Retry.standard()).call("{}");

    assertEquals(1, tool.invocations().size());
    assertEquals(Duration.ZERO, time.elapsed());
  }

  @Test
  void theHostMaySayWhatIsTransient() throws InterruptedException {
    FakeTool tool =
        idempotent("search")
            .onCall(1, Replies.failure(() -> new IllegalStateException("deadlock victim")))
            .build();
    Retry retry =
        Retry.builder().transientFailures(IllegalStateException.class::isInstance).build();

    assertEquals(ToolOutcome.success("ok"), chain(tool, retry).call("{}"));
  }

  @Test
  void someToolsOnlyOrAllButSome() {
    Retry only = Retry.builder().only("get_*").only("search").never("get_rich").build();

    assertEquals("retry(get_pods)", chain(idempotent("get_pods").build(), only).toString());
    assertEquals("retry(search)", chain(idempotent("search").build(), only).toString());
    assertEquals("list", chain(idempotent("list").build(), only).toString());
    assertEquals("get_rich", chain(idempotent("get_rich").build(), only).toString());
  }

  @Test
  void aWaitBeyondTheCallsDeadlineIsAnsweredAtOnce() throws InterruptedException {
    FakeTool tool = idempotent("search").replies(DOWN).build();
    Retry retry = Retry.builder().backoff(fixed(Duration.ofSeconds(10))).random(Most::new).build();
    HarnessRun run =
        chain(tool, retry).newRun(RunOptions.builder().timeout(Duration.ofSeconds(15)).build());

    assertEquals("infrastructure_error", run.call("{}").code());

    assertEquals(2, tool.invocations().size());
    assertEquals(Duration.ofSeconds(10), time.elapsed(), "the second wait was not begun");
    assertEquals(List.of("waiting", "no_time_left"), codes(run));
  }

  @Test
  void cancellingTheRunEndsAWait() throws InterruptedException {
    FakeTool tool = idempotent("search").replies(DOWN).build();
    Retry retry = Retry.builder().backoff(fixed(Duration.ofHours(1))).random(Most::new).build();
    HarnessRun run = chain(tool, retry).newRun();
    AtomicReference<Object> ended = new AtomicReference<>("nothing");
    Thread caller =
        time.start(
            "caller",
            () -> {
              try {
                ended.set(run.call("{}"));
              } catch (InterruptedException e) {
                ended.set("interrupted at " + time.elapsed());
              }
            });

    time.sleep(Duration.ofMinutes(1));
    run.cancel(Cancellation.of(Cancellation.Kind.HOST, "enough"));
    time.join(caller);

    assertEquals("interrupted at PT1M", ended.get());
    assertEquals(1, tool.invocations().size());
  }

  @Test
  void theSameSeedWaitsTheSameTime() throws InterruptedException {
    SplittableRandom seeded = new SplittableRandom(4711);
    FakeTool tool = idempotent("search").replies(DOWN).build();

    chain(tool, Retry.builder().random(() -> seeded).build()).call("{}");

    SplittableRandom same = new SplittableRandom(4711);
    Duration expected = Backoff.standard().pause(1, same).plus(Backoff.standard().pause(2, same));
    assertEquals(expected, time.elapsed());
  }

  @Test
  void aQuotaBoundsTheRetriesOfAToolThatIsDown() throws InterruptedException {
    FakeTool tool = idempotent("search").replies(DOWN).build();
    ChainHarness chain =
        chain(tool, Retry.builder().backoff(SECOND).maxAttempts(10).quota(4).build());
    HarnessRun first = chain.newRun();
    HarnessRun second = chain.newRun();

    first.call("{}");
    second.call("{}");

    assertEquals(6, tool.invocations().size(), "two calls and four retries");
    assertEquals("quota_spent", codes(first).getLast());
    assertEquals(List.of("quota_spent"), codes(second));
  }

  @Test
  void aSuccessGivesARetryBack() throws InterruptedException {
    FakeTool tool = idempotent("search").onCall(1, DOWN).onCall(3, DOWN).onCall(5, DOWN).build();
    ChainHarness chain = chain(tool, Retry.builder().backoff(SECOND).quota(1).build());

    for (int call = 0; call < 3; call++) {
      assertEquals(ToolOutcome.success("ok"), chain.call("{}"));
    }
    assertEquals(6, tool.invocations().size());
  }

  @Test
  void anOpenCircuitEndsTheRetry() throws InterruptedException {
    List<Integer> attempts = new ArrayList<>();
    Link breaker =
        Link.of(
            Anchor.BREAKER,
            "breaker",
            (call, next) -> {
              attempts.add(call.attempt());
              return call.attempt() < 2
                  ? next.handle(call)
                  : new ToolOutcome.Blocked("breaker", "circuit_open", "down", SECOND.first());
            });
    ChainHarness chain =
        ChainHarness.around(idempotent("search").replies(DOWN).build())
            .layer(Retry.builder().maxAttempts(9).build())
            .link(breaker)
            .time(time)
            .build();

    assertEquals("blocked", chain.call("{}").code());
    assertEquals(List.of(1, 2), attempts);
  }

  @Test
  void retryNeverStandsAroundWhatBelongsToTheCall() {
    for (Anchor inner : List.of(Anchor.LOOP, Anchor.APPROVAL)) {
      Link again =
          Link.of(
              Anchor.GUARD, "retry", (call, next) -> next.handle(call), LinkTrait.PROCEEDS_AGAIN);
      Link perCall = Link.of(inner, "loop", (call, next) -> next.handle(call));

      assertThrows(
          ChainOrderException.class,
          () -> ChainHarness.around(idempotent("a").build()).link(again).link(perCall).build());
    }
  }

  @Test
  void senselessValuesAreRefusedByNameValueAndBound() {
    Retry.Builder builder = Retry.builder();

    assertRefused("retry maxAttempts must be at least 2, was 1", () -> builder.maxAttempts(1));
    assertRefused("retry quota must be at least 1, was 0", () -> builder.quota(0));
    assertRefused(
        "retry maxRetryAfter must be positive, was PT0S",
        () -> builder.maxRetryAfter(Duration.ZERO));
  }

  @Test
  void itSaysItsSettings() {
    assertEquals(
        "Retry(on, at most 3 attempts, backoff PT0.5S to PT10S, retry-after up to PT1M, no quota,"
            + " transient by standard types)",
        Retry.standard().toString());
    assertTrue(
        Retry.builder().quota(5).only("a*").build().toString().startsWith("Retry(off, a* on,"));
  }

  private ChainHarness chain(AgentTool tool, Retry retry) {
    return ChainHarness.around(tool).layer(retry).time(time).build();
  }

  private static FakeTool.Builder idempotent(String name) {
    return FakeTool.named(name).traits(ToolTrait.IDEMPOTENT);
  }

  private static Backoff fixed(Duration wait) {
    return new Backoff(wait, wait);
  }

  private static List<String> codes(HarnessRun run) {
    return run.events().events(RunEvent.LayerDecided.class).stream()
        .map(RunEvent.LayerDecided::code)
        .toList();
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting).getMessage());
  }

  /** Draws the longest wait there is. */
  private static final class Most implements java.util.random.RandomGenerator {
    @Override
    public long nextLong() {
      return Long.MAX_VALUE;
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }
  }
}

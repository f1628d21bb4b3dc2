package dev.agentruntime.middleware.bulkhead;

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
import dev.agentruntime.middleware.waiting.Backoff;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RuntimeExtension.class)
class BulkheadTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Gate gate = new Gate();
  private final List<ChainHarness> open = new ArrayList<>();
  private final List<String> ends = new ArrayList<>();
  private final VirtualTime time;

  BulkheadTest(VirtualTime time) {
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
  void noMoreThanTheLimitRunAtATimeAndTheOthersFollowInOrder() throws InterruptedException {
    FakeTool tool = FakeTool.named("search").delay(SECOND).build();
    ChainHarness chain = chain(tool, Bulkhead.builder().limit("search", 2).build());

    startAll(chain, 5);

    assertEquals(2, tool.mostAtOnce());
    assertEquals(
        List.of(
            "0 success at 1",
            "1 success at 1",
            "2 success at 2",
            "3 success at 2",
            "4 success at 3"),
        ends);
  }

  @Test
  void whoFindsTheQueueFullIsRefusedAtOnce() throws InterruptedException {
    FakeTool tool = FakeTool.named("search").delay(SECOND).build();
    ChainHarness chain = chain(tool, Bulkhead.builder().limit("search", 1).maxQueued(1).build());

    startAll(chain, 3);

    assertEquals(List.of("2 blocked at 0", "0 success at 1", "1 success at 2"), ends);
  }

  @Test
  void whoHasWaitedLongEnoughIsRefused() throws InterruptedException {
    FakeTool tool = FakeTool.named("search").delay(Duration.ofMinutes(1)).build();
    ChainHarness chain = chain(tool, Bulkhead.builder().limit("search", 1).build());
    Thread first = start(chain.newRun(), "0");
    time.settle();

    ToolOutcome refused = chain.call("{}");

    assertEquals(Duration.ofSeconds(10), time.elapsed());
    assertEquals(Bulkhead.FULL, ((ToolOutcome.Blocked) refused).reasonCode());
    assertEquals(
        "As many calls of this tool are running as may. Go on with something else, and call it"
            + " later if you still need it.",
        refused.textForModel());
    time.join(first);
  }

  @Test
  void whoOnlyQueuedIsRefusedAndHasNotTimedOut() throws InterruptedException {
    for (ToolTrait trait : List.of(ToolTrait.INTERRUPTIBLE, ToolTrait.IDEMPOTENT)) {
      Gate ends = new Gate();
      FakeTool tool =
          FakeTool.named("search")
              .traits(trait)
              .onCall(1, Replies.stubborn(ends, Replies.text("late")))
              .build();
      Timeout timeout =
          Timeout.builder().limit(Duration.ofSeconds(5)).grace(Duration.ofHours(1)).build();
      ChainHarness chain =
          harness(
              ChainHarness.around(tool)
                  .layer(timeout)
                  .layer(Bulkhead.builder().limit("search", 1).build()));
      Thread first = start(chain.newRun(), "first");
      time.sleep(SECOND);

      assertEquals("blocked", chain.call("{}").code());
      ends.open();
      time.join(first);
    }
  }

  @Test
  void queueTimeIsTold() throws InterruptedException {
    FakeTool tool = FakeTool.named("search").delay(SECOND).build();
    ChainHarness chain = chain(tool, Bulkhead.builder().limit("search", 1).build());
    Thread first = start(chain.newRun(), "0");
    time.settle();
    HarnessRun run = chain.newRun();

    run.call("{}");

    assertEquals("PT1S", run.events().next(RunEvent.LayerDecided.class).detail());
    time.join(first);
  }

  @Test
  void cancellingTheRunEndsTheWaitAndTakesNoPermit() throws InterruptedException {
    FakeTool tool = FakeTool.named("search").delay(Duration.ofSeconds(8)).build();
    ChainHarness chain = chain(tool, Bulkhead.builder().limit("search", 1).build());
    Thread first = start(chain.newRun(), "0");
    time.settle();
    HarnessRun run = chain.newRun();
    Thread second = start(run, "1");
    time.sleep(SECOND);
    run.cancel(Cancellation.of(Cancellation.Kind.HOST, "enough"));
    time.join(second);
    Thread third = start(chain.newRun(), "2");
    time.join(first);
    time.join(third);

    assertEquals(List.of("1 interrupted at 1", "0 success at 8", "2 success at 16"), ends);
  }

  @Test
  void anAttemptThatWasLeftBehindKeepsItsPermitUntilItEnds() throws InterruptedException {
    for (boolean perAttempt : List.of(true, false)) {
      Gate ends = new Gate();
      FakeTool tool =
          FakeTool.named("restart").onCall(1, Replies.stubborn(ends, Replies.text("late"))).build();
      Timeout.Builder timeout = Timeout.builder().limit(Duration.ofSeconds(20));
      if (perAttempt) {
        timeout.attemptLimit(Duration.ofSeconds(5));
      }
      ChainHarness chain =
          harness(
              ChainHarness.around(tool)
                  .layer(timeout.build())
                  .layer(Bulkhead.builder().limit("restart", 1).build()));

      assertEquals("timed_out", chain.call("{}").code());
      assertEquals("blocked", chain.call("{}").code());
      ends.open();
      time.settle();
      assertEquals("success", chain.call("{}").code());
    }
  }

  @Test
  void anAttemptDoesNotKeepItsPermitForWhatAnEarlierOneLeftBehind() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("restart")
            .traits(ToolTrait.IDEMPOTENT)
            .onCall(1, Replies.stubborn(gate, Replies.text("late")))
            .build();
    ChainHarness chain =
        harness(
            ChainHarness.around(tool)
                .layer(Timeout.builder().attemptLimit(Duration.ofSeconds(5)).build())
                .layer(Retry.standard())
                .layer(Bulkhead.builder().limit("restart", 2).build()));

    assertEquals("success", chain.call("{}").code());
    assertEquals("success", chain.call("{}").code(), "one of two permits is out");
  }

  @Test
  void noPermitIsHeldThroughBackOff() throws InterruptedException {
    FakeTool tool =
        FakeTool.named("search")
            .traits(ToolTrait.IDEMPOTENT)
            .onCall(1, Replies.failure(java.net.ConnectException::new))
            .build();
    Retry retry =
        Retry.builder()
            .backoff(new Backoff(Duration.ofHours(1), Duration.ofHours(1)))
            .random(() -> new java.util.SplittableRandom(1))
            .build();
    ChainHarness chain =
        harness(
            ChainHarness.around(tool)
                .layer(retry)
                .layer(Bulkhead.builder().limit("search", 1).maxQueued(0).build()));
    Thread waiting = start(chain.newRun(), "0");
    time.settle();

    assertEquals("success", chain.call("{}").code());
    time.join(waiting);
  }

  @Test
  void aPermitComesBackHoweverTheAttemptEnds() throws InterruptedException {
    ToolDescriptor tool = ToolDescriptor.of(FakeTool.named("search").build());
    List<String> thrown = new ArrayList<>();
    ChainHarness chain =
        harness(
            ChainHarness.around(
                    tool,
                    call ->
                        switch (call.arguments().text()) {
                          case "1" -> throw new IllegalStateException("a defect");
                          case "2" -> throw new StackOverflowError();
                          case "3" -> throw new InterruptedException("stop");
                          default -> ToolOutcome.success("ok");
                        })
                .layer(Bulkhead.builder().limit("search", 1).maxQueued(0).build()));

    for (String arguments : List.of("1", "2", "3")) {
      try {
        chain.call(arguments);
      } catch (Exception | StackOverflowError e) {
        thrown.add(e.getClass().getSimpleName());
      }
    }

    assertEquals(
        List.of("IllegalStateException", "StackOverflowError", "InterruptedException"), thrown);
    assertEquals("success", chain.call("{}").code());
  }

  @Test
  void toolsOfAPoolShareItsPermits() throws InterruptedException {
    Bulkhead layer =
        Bulkhead.builder().pool("db", 1, "order_*").pool("db", 1, "user_*").maxQueued(0).build();
    FakeTool tool =
        FakeTool.named("order_get").replies(Replies.afterGate(gate, Replies.text("ok"))).build();
    ChainHarness chain = chain(tool, layer);
    Thread holding = start(chain.newRun(), "0");
    time.settle();

    assertEquals("blocked", call(chain, layer, "user_get"));
    assertEquals("success", call(chain, layer, "search"));
    gate.open();
    time.join(holding);
    assertEquals("success", call(chain, layer, "user_get"));
  }

  @Test
  void aToolThatOnlyLeadsToOtherCallsTakesNone() throws InterruptedException {
    Bulkhead layer = Bulkhead.builder().limit("*", 1).pool("all", 1, "*").maxQueued(0).build();
    ChainHarness leaf = chain(FakeTool.named("search").build(), layer);
    FakeTool agent =
        FakeTool.named("research")
            .traits(ToolTrait.DELEGATES)
            .replies(invocation -> leaf.call("{}"))
            .build();

    ChainHarness nested = chain(agent, layer);

    assertEquals("research", nested.toString());
    assertEquals("success", nested.call("{}").code());
  }

  @Test
  void aLimitHoldsForTheToolsItNamesAndCostsOthersNothing() {
    Bulkhead layer = Bulkhead.builder().limit("get_*", 3).pool("db", 5, "get_user").build();

    assertEquals("search", chain(FakeTool.named("search").build(), layer).toString());
    assertEquals("bulkhead(get_pods)", chain(FakeTool.named("get_pods").build(), layer).toString());
    assertEquals(
        "bulkhead(bulkhead-pool(get_user))",
        chain(FakeTool.named("get_user").build(), layer).toString());
  }

  @Test
  void noPermitIsHeldWhileAHumanThinks() {
    ChainHarness.Builder builder =
        ChainHarness.around(FakeTool.named("a").build())
            .layer(Bulkhead.builder().limit("a", 1).build())
            .link(Anchor.TOOL, "human", (c, next) -> next.handle(c), LinkTrait.WAITS_FOR_HUMAN);

    assertThrows(ChainOrderException.class, builder::build);
  }

  @Test
  void senselessValuesAreRefusedByNameValueAndBound() {
    Bulkhead.Builder builder = Bulkhead.builder();

    assertRefused("bulkhead limit of 'a' must be at least 1, was 0", () -> builder.limit("a", 0));
    assertRefused("bulkhead pool must not be blank, was ''", () -> builder.pool("", 1, "a"));
    assertRefused("bulkhead pool 'db' must be at least 1, was 0", () -> builder.pool("db", 0, "a"));
    builder.pool("db", 1, "a");
    assertRefused(
        "bulkhead pool 'db' must have one size, was 1 and 2", () -> builder.pool("db", 2, "b"));
    assertRefused("bulkhead maxQueued must be at least 0, was -1", () -> builder.maxQueued(-1));
    assertRefused(
        "bulkhead maxWait must be positive, was PT0S", () -> builder.maxWait(Duration.ZERO));
  }

  @Test
  void itSaysItsSettings() {
    assertEquals(
        "Bulkhead(at a time none, get_* 3, pools {db=5} of none, get_user db, at most 64 waiting"
            + " for at most PT10S)",
        Bulkhead.builder().limit("get_*", 3).pool("db", 5, "get_user").build().toString());
  }

  private void startAll(ChainHarness chain, int callers) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      threads.add(start(chain.newRun(), "" + caller));
      time.settle();
    }
    for (Thread thread : threads) {
      time.join(thread);
    }
  }

  private Thread start(HarnessRun run, String name) {
    return time.start(
        "caller-" + name,
        () -> {
          String ended;
          try {
            ended = run.call("{}").code();
          } catch (InterruptedException e) {
            ended = "interrupted";
          }
          synchronized (ends) {
            ends.add(name + " " + ended + " at " + time.elapsed().toSeconds());
          }
        });
  }

  private static String call(ChainHarness chain, Bulkhead layer, String tool)
      throws InterruptedException {
    ToolDescriptor other = ToolDescriptor.of(FakeTool.named(tool).build());
    LayerBinding binding = new LayerBinding(other, layer.name(), chain.services());
    HarnessRun run = chain.newRun();
    return ToolChain.compose(other, layer.bind(binding), call -> ToolOutcome.success("ok"))
        .run(run.frame(), run.nextIdentity(), ToolArguments.ofText("{}"))
        .code();
  }

  private ChainHarness chain(FakeTool tool, Bulkhead layer) {
    return harness(ChainHarness.around(tool).layer(layer));
  }

  private ChainHarness harness(ChainHarness.Builder builder) {
    ChainHarness chain = builder.time(time).build();
    open.add(chain);
    return chain;
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting).getMessage());
  }
}

package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.bulkhead.Bulkhead;
import dev.agentruntime.middleware.rate.Rate;
import dev.agentruntime.middleware.rate.RateKey;
import dev.agentruntime.middleware.rate.RateLimit;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.testkit.Gate;
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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Retry, circuit breaker, rate limit, bulkhead and time limits around one tool, all at once. */
@ExtendWith(RuntimeExtension.class)
class ResilienceTest {
  private static final int PERMITS = 3;

  private final Gate gate = new Gate();
  private final List<ChainHarness> open = new ArrayList<>();
  private final Map<String, Integer> ends = new TreeMap<>();
  private final AtomicBoolean healthy = new AtomicBoolean();
  private final VirtualTime time;

  ResilienceTest(VirtualTime time) {
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
  void theyStandInTheirOrderHoweverTheyAreGiven() {
    assertEquals(
        "rate-limit-peek(breaker-peek(breaker-watch(timeout(retry(breaker(rate-limit(bulkhead("
            + "attempt-timeout(search)))))))))",
        chain(
                FakeTool.named("search").traits(ToolTrait.IDEMPOTENT).build(),
                Timeout.builder().attemptLimit(Duration.ofSeconds(5)).build())
            .toString());
  }

  @Test
  void anOpenCircuitTakesNoTokenAndNoPermit() throws InterruptedException {
    FakeTool.Builder tool = FakeTool.named("search");
    for (int call = 1; call <= 5; call++) {
      tool.onCall(call, Replies.failure(IllegalStateException::new));
    }
    RateLimit rate =
        RateLimit.builder()
            .limit("*", new Rate(1, Duration.ofHours(1), 6), RateKey.RUNTIME)
            .build();
    ChainHarness chain =
        harness(ChainHarness.around(tool.build()).layer(rate).layer(CircuitBreaker.standard()));
    for (int call = 0; call < 50; call++) {
      chain.call("{}");
    }
    time.sleep(CircuitBreaker.DEFAULT_OPEN_FOR);

    assertEquals("success", chain.call("{}").code(), "the sixth token was still there");
  }

  @Test
  void refusalsOfTheInnerOnesOpenNoCircuit() throws InterruptedException {
    RateLimit rate =
        RateLimit.builder().limit("*", Rate.of(1, Duration.ofHours(1)), RateKey.RUNTIME).build();
    ChainHarness chain =
        harness(
            ChainHarness.around(FakeTool.named("search").build())
                .layer(rate)
                .layer(CircuitBreaker.standard()));

    for (int call = 0; call < 50; call++) {
      ToolOutcome outcome = chain.call("{}");
      boolean limited =
          outcome instanceof ToolOutcome.Blocked blocked
              && blocked.reasonCode().equals(RateLimit.LIMITED);
      assertEquals(call > 0, limited);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void whateverHappensNothingIsLeftTakenAndTheToolIsCalledAgain(long seed)
      throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    ToolTrait trait = random.nextBoolean() ? ToolTrait.INTERRUPTIBLE : ToolTrait.SENSITIVE;
    FakeTool tool =
        FakeTool.named("search")
            .traits(trait, ToolTrait.IDEMPOTENT)
            .replies(anything(seed, trait))
            .build();
    Timeout.Builder limits = Timeout.builder().maxAbandoned(40);
    if (random.nextBoolean()) {
      limits.attemptLimit(Duration.ofSeconds(5));
    }
    ChainHarness chain = chain(tool, limits.build());
    List<Thread> callers = new ArrayList<>();
    for (int caller = 0; caller < 120; caller++) {
      HarnessRun run = chain.newRun();
      callers.add(time.start("caller-" + caller, () -> call(run)));
      if (random.nextInt(10) == 0) {
        time.sleep(Duration.ofMillis(random.nextInt(3_000)));
        run.cancel(Cancellation.of(Cancellation.Kind.HOST, "enough"));
      }
      time.sleep(Duration.ofMillis(random.nextInt(2_000)));
    }
    for (Thread caller : callers) {
      time.join(caller);
    }
    gate.open();
    time.sleep(Duration.ofMinutes(10));
    healthy.set(true);

    assertEquals(120, ends.values().stream().mapToInt(Integer::intValue).sum(), ends::toString);
    assertTrue(ends.size() >= 4, ends::toString);
    assertEquals("success", chain.call("{}").code(), "the circuit is not stuck");
    assertEquals(PERMITS, together(chain), "no permit is lost");
  }

  /** How many get in at the same time when everything is quiet. */
  private int together(ChainHarness chain) throws InterruptedException {
    List<Thread> callers = new ArrayList<>();
    ends.clear();
    for (int caller = 0; caller < PERMITS + 2; caller++) {
      HarnessRun run = chain.newRun();
      callers.add(time.start("last-" + caller, () -> call(run)));
    }
    for (Thread caller : callers) {
      time.join(caller);
    }
    assertEquals(Map.of("success", PERMITS + 2), ends);
    return most;
  }

  // Guarded by this.
  private int running;
  private int most;

  private synchronized void entered() {
    running++;
    most = Math.max(most, running);
  }

  private synchronized void left() {
    running--;
  }

  private AgentTool.Body anything(long seed, ToolTrait trait) {
    AgentTool.Body stubborn =
        trait == ToolTrait.INTERRUPTIBLE
            ? Replies.swallowingInterrupt("late") // it has promised
            : Replies.stubborn(gate, Replies.text("much later"));
    SplittableRandom random = new SplittableRandom(seed);
    return invocation -> {
      if (healthy.get()) {
        entered();
        try {
          time.sleep(Duration.ofSeconds(1));
        } finally {
          left();
        }
        return ToolOutcome.success("ok");
      }
      int what;
      synchronized (random) {
        what = random.nextInt(12);
      }
      return switch (what) {
        case 0 -> throw new ConnectException("down");
        case 1 -> throw new IllegalStateException("broken");
        case 2 -> throw new StackOverflowError();
        case 3 -> Replies.hang().call(invocation);
        case 4 -> Replies.swallowingInterrupt("late").call(invocation);
        case 5 -> stubborn.call(invocation);
        case 6 -> ToolOutcome.toolError("no such order");
        case 7 -> new ToolOutcome.InfrastructureError("i1", true, null);
        default -> Replies.after(Duration.ofSeconds(2), Replies.text("ok")).call(invocation);
      };
    };
  }

  private void call(HarnessRun run) {
    String how;
    try {
      how = run.call("{}").code();
    } catch (InterruptedException e) {
      how = "interrupted";
    } catch (RuntimeException | StackOverflowError e) {
      how = "threw";
    }
    String end = how;
    synchronized (ends) {
      ends.merge(end, 1, Integer::sum);
    }
  }

  private ChainHarness chain(AgentTool tool, Timeout timeout) {
    return harness(
        ChainHarness.around(tool)
            .layer(Bulkhead.builder().limit("*", PERMITS).build())
            .layer(
                RateLimit.builder()
                    .limit("*", new Rate(2, Duration.ofSeconds(1), 10), RateKey.RUNTIME)
                    .build())
            .layer(CircuitBreaker.standard())
            .layer(Retry.builder().random(() -> new SplittableRandom(1)).quota(20).build())
            .layer(timeout));
  }

  private ChainHarness harness(ChainHarness.Builder builder) {
    ChainHarness chain = builder.time(time).build();
    open.add(chain);
    return chain;
  }
}

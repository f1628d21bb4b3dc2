package dev.agentruntime.middleware.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RuntimeExtension.class)
class LimiterTest {
  private static final long SECOND = 1_000_000_000L;

  private final ToolCall call;

  LimiterTest(VirtualTime time) throws InterruptedException {
    this.call = anyCall(time);
  }

  @Test
  void plentyIsSaidOnlyWhereACallNeedNotWait() {
    SplittableRandom random = new SplittableRandom(11);
    long now = Long.MAX_VALUE - 50 * SECOND; // the clock's scale has no end
    Limiter limiter = new Limiter(now);
    List<Rule.Bound> both =
        List.of(
            bound(new Rate(3, Duration.ofSeconds(1), 5), now),
            bound(new Rate(100, Duration.ofMinutes(1), 20), now));
    int plenty = 0;
    int refused = 0;

    for (int step = 0; step < 10_000; step++) {
      now += random.nextLong(SECOND);
      int tokens = 1 + random.nextInt(3);
      long wait = limiter.look(both, call, tokens, now);
      if (limiter.hasPlenty(both, call, tokens)) {
        plenty++;
        assertEquals(0, wait, "wait where there was plenty");
      }
      long taken = limiter.take(both, call, tokens, now, 0);
      assertEquals(wait, taken, "what a look says is what taking finds");
      if (taken > 0) {
        refused++;
        assertEquals(wait, limiter.look(both, call, tokens, now), "refused, so nothing was taken");
      }
    }

    assertTrue(plenty > 1_000 && refused > 1_000, plenty + " times plenty, " + refused + " none");
  }

  private static Rule.Bound bound(Rate rate, long now) {
    TokenBucket bucket = new TokenBucket(rate, now);
    return (call, nanos) -> bucket;
  }

  private static ToolCall anyCall(VirtualTime time) throws InterruptedException {
    List<ToolCall> seen = new ArrayList<>();
    Layer keeping =
        Layer.of(
            Anchor.POLICY,
            "keeping",
            (call, next) -> {
              seen.add(call);
              return next.handle(call);
            });
    ChainHarness.around(FakeTool.named("search").build())
        .layer(keeping)
        .time(time)
        .build()
        .call("{}");
    return seen.getFirst();
  }
}

package dev.agentruntime.middleware.order;

import dev.agentruntime.chain.Forecast;
import dev.agentruntime.middleware.bulkhead.Bulkhead;
import dev.agentruntime.middleware.rate.Rate;
import dev.agentruntime.middleware.rate.RateKey;
import dev.agentruntime.middleware.rate.RateLimit;
import dev.agentruntime.testkit.chain.HarnessRun;
import java.time.Duration;

/** Tokens and permits, and a look at what is left of them. */
final class Resources {
  /** A call that no other one of a scene is like. */
  private static final String ANOTHER = "{\"query\":\"something else\"}";

  private Resources() {}

  /** So many calls for as long as any scene takes. */
  static RateLimit tokens(int calls) {
    return RateLimit.builder()
        .limit("*", Rate.of(calls, Duration.ofDays(1_000)), RateKey.TOOL)
        .maxWait(Duration.ZERO)
        .build();
  }

  /** One call at a time, and nobody queues. */
  static Bulkhead onePermit() {
    return Bulkhead.builder().limit("*", 1).maxQueued(0).build();
  }

  static boolean isTokenLeft(HarnessRun run) throws InterruptedException {
    return passes(run, "rate-limit-peek");
  }

  static boolean isPermitFree(HarnessRun run) throws InterruptedException {
    return passes(run, "bulkhead");
  }

  private static boolean passes(HarnessRun run, String link) throws InterruptedException {
    return run.dryRun(ANOTHER).of(link).orElseThrow() instanceof Forecast.Passes;
  }
}

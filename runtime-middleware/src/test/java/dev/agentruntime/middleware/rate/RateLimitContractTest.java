package dev.agentruntime.middleware.rate;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;
import java.time.Duration;

/** The rate limit keeps the contract of layers. */
class RateLimitContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return RateLimit.builder()
        .limit("*", Rate.of(1_000, Duration.ofSeconds(1)), RateKey.RUNTIME)
        .limit("*", Rate.of(1_000, Duration.ofSeconds(1)), RateKey.PRINCIPAL, RateKey.TOOL)
        .build();
  }
}

package dev.agentruntime.middleware;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;
import java.time.Duration;

/** The time limit of a tool that may ignore interrupts keeps the contract of layers. */
class IsolatedTimeoutContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return Timeout.builder().attemptLimit(Duration.ofSeconds(20)).build();
  }
}

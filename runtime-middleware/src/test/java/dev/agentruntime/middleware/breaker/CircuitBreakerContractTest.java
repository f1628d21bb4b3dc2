package dev.agentruntime.middleware.breaker;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** The circuit breaker keeps the contract of layers. */
class CircuitBreakerContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return CircuitBreaker.standard();
  }
}

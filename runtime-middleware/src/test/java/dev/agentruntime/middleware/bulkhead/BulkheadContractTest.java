package dev.agentruntime.middleware.bulkhead;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** The bulkhead keeps the contract of layers. */
class BulkheadContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return Bulkhead.builder().limit("*", 2).pool("all", 2, "*").build();
  }
}

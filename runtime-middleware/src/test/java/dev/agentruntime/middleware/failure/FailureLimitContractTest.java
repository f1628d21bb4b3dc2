package dev.agentruntime.middleware.failure;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** The failure limit keeps the contract of layers. */
class FailureLimitContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return FailureLimit.standard();
  }
}

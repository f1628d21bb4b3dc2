package dev.agentruntime.middleware;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** The net around the layers keeps the contract of layers. */
class PanicRecoveryContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return new PanicRecovery();
  }
}

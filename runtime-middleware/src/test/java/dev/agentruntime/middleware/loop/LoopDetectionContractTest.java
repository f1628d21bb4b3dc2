package dev.agentruntime.middleware.loop;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** Loop detection keeps the contract of layers. */
class LoopDetectionContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return LoopDetection.standard();
  }
}

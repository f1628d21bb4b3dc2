package dev.agentruntime.middleware;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** The logger keeps the contract of layers. */
class CallLoggerContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return CallLogger.standard();
  }
}

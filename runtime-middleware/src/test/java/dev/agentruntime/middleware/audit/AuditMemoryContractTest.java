package dev.agentruntime.middleware.audit;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** The audit in memory keeps the contract of layers. */
class AuditMemoryContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return Audit.standard();
  }
}

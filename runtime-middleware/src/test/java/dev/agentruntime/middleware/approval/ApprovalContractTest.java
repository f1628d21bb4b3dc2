package dev.agentruntime.middleware.approval;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** The layer keeps the contract of layers around calls nobody has to be asked about. */
class ApprovalContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return Approval.builder(Approvals.inMemory()).build();
  }
}

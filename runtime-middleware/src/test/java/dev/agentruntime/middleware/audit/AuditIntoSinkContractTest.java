package dev.agentruntime.middleware.audit;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** The audit into a sink keeps the contract of layers. */
class AuditIntoSinkContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return Audit.to(new RecordedSink(), AuditKey.random()).build();
  }
}

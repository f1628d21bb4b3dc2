package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** Redaction keeps the contract of layers. */
class RedactionContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return Redaction.standard();
  }
}

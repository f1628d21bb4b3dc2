package dev.agentruntime.middleware.output;

import dev.agentruntime.artifact.InMemoryArtifactStore;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

class OutputCapContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return OutputCap.builder().artifacts(new InMemoryArtifactStore()).build();
  }
}

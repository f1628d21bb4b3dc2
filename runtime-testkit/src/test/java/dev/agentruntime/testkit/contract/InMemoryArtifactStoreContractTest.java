package dev.agentruntime.testkit.contract;

import dev.agentruntime.artifact.ArtifactStore;
import dev.agentruntime.artifact.InMemoryArtifactStore;

class InMemoryArtifactStoreContractTest extends ArtifactStoreContract {
  @Override
  protected ArtifactStore createStore() {
    return new InMemoryArtifactStore();
  }
}

package dev.agentruntime.middleware.output;

import dev.agentruntime.artifact.ArtifactScope;
import dev.agentruntime.artifact.ArtifactStore;
import dev.agentruntime.testkit.contract.AgentToolContract;
import dev.agentruntime.tool.AgentTool;
import java.util.Optional;

class ArtifactReaderContractTest extends AgentToolContract {
  @Override
  protected AgentTool createTool() {
    return new ArtifactReader(
        new ArtifactStore() {
          @Override
          public Optional<String> save(ArtifactScope scope, String text) {
            return Optional.empty();
          }

          @Override
          public Optional<String> load(ArtifactScope scope, String handle) {
            return handle.equals("art-1") ? Optional.of("some text") : Optional.empty();
          }
        });
  }

  @Override
  protected String validArguments() {
    return "{\"artifact\":\"art-1\"}";
  }

  @Override
  protected Optional<String> blockingArguments() {
    return Optional.empty();
  }
}

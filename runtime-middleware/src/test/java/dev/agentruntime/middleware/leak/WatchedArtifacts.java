package dev.agentruntime.middleware.leak;

import dev.agentruntime.artifact.ArtifactScope;
import dev.agentruntime.artifact.ArtifactStore;
import dev.agentruntime.artifact.InMemoryArtifactStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store that remembers all it was ever given. */
final class WatchedArtifacts implements ArtifactStore {
  private final ArtifactStore store = new InMemoryArtifactStore();
  private final List<String> kept = new CopyOnWriteArrayList<>();

  List<String> kept() {
    return List.copyOf(kept);
  }

  @Override
  public Optional<String> save(ArtifactScope scope, String text) throws InterruptedException {
    kept.add(text);
    return store.save(scope, text);
  }

  @Override
  public Optional<String> load(ArtifactScope scope, String handle) throws InterruptedException {
    return store.load(scope, handle);
  }
}

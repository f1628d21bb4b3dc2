package dev.agentruntime.middleware.leak;

import dev.agentruntime.effect.EffectKey;
import dev.agentruntime.effect.EffectRecord;
import dev.agentruntime.effect.EffectStore;
import dev.agentruntime.effect.InMemoryEffectStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store that remembers all it was ever given. */
final class WatchedEffects implements EffectStore {
  private final EffectStore store = new InMemoryEffectStore();
  private final List<Object> kept = new CopyOnWriteArrayList<>();

  List<Object> kept() {
    return List.copyOf(kept);
  }

  @Override
  public Optional<EffectRecord> find(EffectKey key) throws InterruptedException {
    return store.find(key);
  }

  @Override
  public Optional<EffectRecord> glance(EffectKey key) {
    return store.glance(key);
  }

  @Override
  public boolean insert(EffectKey key, EffectRecord record) throws InterruptedException {
    kept.add(key);
    kept.add(record);
    return store.insert(key, record);
  }

  @Override
  public boolean replace(EffectKey key, String expectedToken, EffectRecord next)
      throws InterruptedException {
    kept.add(next);
    return store.replace(key, expectedToken, next);
  }

  @Override
  public boolean remove(EffectKey key, String expectedToken) throws InterruptedException {
    return store.remove(key, expectedToken);
  }
}

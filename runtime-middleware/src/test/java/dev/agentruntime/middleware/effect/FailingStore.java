package dev.agentruntime.middleware.effect;

import dev.agentruntime.effect.EffectKey;
import dev.agentruntime.effect.EffectRecord;
import dev.agentruntime.effect.EffectStore;
import java.util.Optional;

/** A store one of whose methods fails. */
record FailingStore(EffectStore store, String failing) implements EffectStore {
  private void fail(String method) {
    if (method.equals(failing)) {
      throw new IllegalStateException("the store is down");
    }
  }

  @Override
  public Optional<EffectRecord> find(EffectKey key) throws InterruptedException {
    fail("find");
    return store.find(key);
  }

  @Override
  public boolean insert(EffectKey key, EffectRecord record) throws InterruptedException {
    fail("insert");
    return store.insert(key, record);
  }

  @Override
  public boolean replace(EffectKey key, String expectedToken, EffectRecord next)
      throws InterruptedException {
    fail("replace");
    return store.replace(key, expectedToken, next);
  }

  @Override
  public boolean remove(EffectKey key, String expectedToken) throws InterruptedException {
    fail("remove");
    return store.remove(key, expectedToken);
  }
}

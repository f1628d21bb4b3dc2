package dev.agentruntime.testkit.contract;

import dev.agentruntime.effect.EffectStore;
import dev.agentruntime.effect.InMemoryEffectStore;

class InMemoryEffectStoreContractTest extends EffectStoreContract {
  @Override
  protected EffectStore createStore() {
    return new InMemoryEffectStore();
  }
}

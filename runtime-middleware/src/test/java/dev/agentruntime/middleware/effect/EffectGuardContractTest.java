package dev.agentruntime.middleware.effect;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.effect.InMemoryEffectStore;
import dev.agentruntime.testkit.contract.LayerContract;

class EffectGuardContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return EffectGuard.of(new InMemoryEffectStore());
  }
}

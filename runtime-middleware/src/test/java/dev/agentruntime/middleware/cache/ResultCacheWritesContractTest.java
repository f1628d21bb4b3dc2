package dev.agentruntime.middleware.cache;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** The link around tools that write keeps the contract of layers. */
class ResultCacheWritesContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return ResultCache.builder().staleAfter("probe", "look").build();
  }
}

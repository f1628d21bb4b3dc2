package dev.agentruntime.middleware.cache;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;

class ResultCacheContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return ResultCache.builder().cache("probe", Duration.ofMinutes(5)).build();
  }

  @Override
  protected ToolDescriptor tool() {
    return ToolDescriptor.of(
        FakeTool.named("probe").traits(ToolTrait.READ_ONLY, ToolTrait.CACHEABLE).build());
  }
}

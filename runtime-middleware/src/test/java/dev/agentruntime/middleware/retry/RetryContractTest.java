package dev.agentruntime.middleware.retry;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.middleware.waiting.Backoff;
import dev.agentruntime.testkit.contract.LayerContract;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;

/** Retry keeps the contract of layers. */
class RetryContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return Retry.builder()
        .backoff(new Backoff(Duration.ofNanos(1), Duration.ofNanos(2)))
        .quota(100)
        .build();
  }

  @Override
  protected ToolDescriptor tool() {
    return ToolDescriptor.of(FakeTool.named("probe").traits(ToolTrait.IDEMPOTENT).build());
  }
}

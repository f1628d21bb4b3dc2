package dev.agentruntime.middleware;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;

/** The time limit of a tool that heeds interrupts keeps the contract of layers. */
class InlineTimeoutContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return Timeout.builder().attemptLimit(Duration.ofSeconds(20)).build();
  }

  @Override
  protected ToolDescriptor tool() {
    return ToolDescriptor.of(FakeTool.named("probe").traits(ToolTrait.INTERRUPTIBLE).build());
  }
}

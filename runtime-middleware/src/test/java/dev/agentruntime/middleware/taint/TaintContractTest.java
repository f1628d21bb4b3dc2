package dev.agentruntime.middleware.taint;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** The layer keeps the contract of layers; the answer passes as it is where marks are off. */
class TaintContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return Taint.builder().marked(false).privateOutput("probe").publicSink("other").build();
  }
}

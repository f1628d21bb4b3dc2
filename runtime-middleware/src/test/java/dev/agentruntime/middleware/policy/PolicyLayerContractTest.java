package dev.agentruntime.middleware.policy;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;

/** The policy keeps the contract of layers. */
class PolicyLayerContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    Policy policy =
        Policy.otherwise(PolicyEffect.DENY)
            .with(PolicyRule.allow("probe").tool("probe"))
            .with(
                PolicyRule.ask("big", "It is big")
                    .tool("probe")
                    .when(ArgumentCondition.at("/n").above(1)));
    return PolicyLayer.of(PolicySource.of(policy));
  }
}

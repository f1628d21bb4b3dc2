package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.policy.Policy;
import dev.agentruntime.middleware.policy.PolicyLayer;
import dev.agentruntime.middleware.policy.PolicyRule;
import dev.agentruntime.tool.ToolTrait;

/** What stands between the model and the tools, besides what is standard. */
enum InjectionPolicy {
  /** Nothing. */
  OFF,
  /** Somebody is asked about every call that changes anything. */
  ASK_ON_EVERY_WRITE;

  void writeTo(ObjectNode line) {
    switch (this) {
      case OFF -> line.put("policy", "off");
      case ASK_ON_EVERY_WRITE -> line.put("policy", "ask-on-every-write");
    }
  }

  /** Whether tools say that they change nothing; a tool of which nothing is known does not. */
  boolean declaresTraits() {
    return true;
  }

  Governance governance(ToolRoles roles, Approvals approvals) {
    GovernanceBuilder chain = Governance.standard().approval(Approval.builder(approvals).build());
    switch (this) {
      case OFF -> {}
      case ASK_ON_EVERY_WRITE -> chain.policy(PolicyLayer.of(askOnEveryWrite()));
    }
    return chain.build();
  }

  private static Policy askOnEveryWrite() {
    return Policy.defaults()
        .with(PolicyRule.ask("writes", "It changes something").lacking(ToolTrait.READ_ONLY));
  }
}

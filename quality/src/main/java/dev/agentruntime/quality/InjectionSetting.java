package dev.agentruntime.quality;

import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.approval.Approvals;

/**
 * What a script is played with.
 *
 * @param policy what stands between the model and the tools
 * @param roles what is declared of the tools
 * @param schemas how the tools describe themselves
 */
record InjectionSetting(InjectionPolicy policy, ToolRoles roles, ToolSchemas schemas) {
  Governance governance(Approvals approvals) {
    return policy.governance(roles, approvals);
  }

  InjectionSetting with(ToolRoles others) {
    return new InjectionSetting(policy, others, schemas);
  }
}

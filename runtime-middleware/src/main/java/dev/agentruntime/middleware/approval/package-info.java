/**
 * Asking people before a tool runs. {@link dev.agentruntime.middleware.approval.Approval} is the
 * layer that asks, {@link dev.agentruntime.middleware.approval.Approvals} is where the host
 * answers, {@link dev.agentruntime.approval.ApprovalStore} is where both meet. Only an approval of
 * exactly what will execute lets a call pass; whatever else happens, the tool does not run.
 */
@NullMarked
package dev.agentruntime.middleware.approval;

import org.jspecify.annotations.NullMarked;

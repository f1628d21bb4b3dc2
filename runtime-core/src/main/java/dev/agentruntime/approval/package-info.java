/**
 * What is asked of people before a tool runs, and what has become of it, as values; and the store
 * in which those who ask and those who answer meet. {@link dev.agentruntime.approval.ApprovalCase}
 * is the state machine. Nothing here asks anybody or waits for a decision.
 */
@NullMarked
package dev.agentruntime.approval;

import org.jspecify.annotations.NullMarked;

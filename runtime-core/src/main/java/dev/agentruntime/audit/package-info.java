/**
 * The record of what tool calls were proposed, would do, did and came to, and where it is kept.
 * Start reading at {@link dev.agentruntime.audit.AuditSink}. Who writes the records is a layer of
 * the chain and does not live here.
 */
@NullMarked
package dev.agentruntime.audit;

import org.jspecify.annotations.NullMarked;

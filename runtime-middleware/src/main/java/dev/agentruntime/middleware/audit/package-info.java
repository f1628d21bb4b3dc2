/**
 * The audit: the layer that puts every tool call on record, the file with a keyed hash chain, and
 * the verifier that says what can be relied on. Start reading at {@link
 * dev.agentruntime.middleware.audit.Audit}; for the file at {@link
 * dev.agentruntime.middleware.audit.AuditFile}, then {@code AuditWriter} and {@code SegmentWriter}.
 * Records and the SPI of sinks are in the core.
 */
@NullMarked
package dev.agentruntime.middleware.audit;

import org.jspecify.annotations.NullMarked;

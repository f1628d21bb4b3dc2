/**
 * The audit: the layer that puts every tool call on record. Start reading at {@link
 * dev.agentruntime.middleware.audit.Audit}. Records and the SPI of sinks are in the core.
 */
@NullMarked
package dev.agentruntime.middleware.audit;

import org.jspecify.annotations.NullMarked;

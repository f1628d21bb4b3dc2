/**
 * Placeholders for the model, real values for the tools that may have them. Start reading at {@link
 * dev.agentruntime.middleware.redact.boundary.Redaction}.
 */
@NullMarked
package dev.agentruntime.middleware.redact.boundary;

import org.jspecify.annotations.NullMarked;

/**
 * Keeping what must not be seen out of every place where texts go. Layers of several packages take
 * a {@link dev.agentruntime.middleware.redact.Redactor}; nothing here knows of a layer.
 */
@NullMarked
package dev.agentruntime.middleware.redact;

import org.jspecify.annotations.NullMarked;

/**
 * The governance layers, one file each, and {@link dev.agentruntime.middleware.Governance}, the one
 * place that puts them in order. A layer wraps tool calls; none of them keeps state outside a
 * declared scope, and none fails open.
 */
@NullMarked
package dev.agentruntime.middleware;

import org.jspecify.annotations.NullMarked;

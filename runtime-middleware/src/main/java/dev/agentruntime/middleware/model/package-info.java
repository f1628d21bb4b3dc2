/**
 * Layers around model requests: retry, fallback, time limit, concurrency limit, usage and cost,
 * response cache. Start reading at {@link dev.agentruntime.middleware.model.ModelGovernance}, the
 * one place that knows their order, or at {@link dev.agentruntime.middleware.model.ModelFailure},
 * which most of them decide by. Nothing here knows a provider.
 */
@NullMarked
package dev.agentruntime.middleware.model;

import org.jspecify.annotations.NullMarked;

/**
 * What layers say to the layer that asks a human: why somebody must be asked about a call. Start at
 * {@link dev.agentruntime.middleware.demand.Demands}. Nothing here asks anybody.
 */
@NullMarked
package dev.agentruntime.middleware.demand;

import org.jspecify.annotations.NullMarked;

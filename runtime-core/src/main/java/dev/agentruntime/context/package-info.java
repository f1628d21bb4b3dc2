/**
 * Who a run is for and whether it should go on: identity, deadline, cancellation, progress, usage.
 * Start reading at {@link dev.agentruntime.context.RunContext}. Nothing here knows tools, models or
 * the loop.
 */
@NullMarked
package dev.agentruntime.context;

import org.jspecify.annotations.NullMarked;

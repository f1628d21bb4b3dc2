/**
 * Limits how often tools are called. Start reading at {@link
 * dev.agentruntime.middleware.rate.RateLimit}.
 */
@NullMarked
package dev.agentruntime.middleware.rate;

import org.jspecify.annotations.NullMarked;

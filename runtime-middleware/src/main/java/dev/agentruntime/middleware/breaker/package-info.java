/**
 * Stops calling a tool that is down. Start reading at {@link
 * dev.agentruntime.middleware.breaker.CircuitBreaker}.
 */
@NullMarked
package dev.agentruntime.middleware.breaker;

import org.jspecify.annotations.NullMarked;

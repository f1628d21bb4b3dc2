/**
 * Finds runs that go round in circles. Start at {@link
 * dev.agentruntime.middleware.loop.LoopDetection}; the decisions are in {@code LoopWindow}, which
 * knows neither runtime nor clock.
 */
@NullMarked
package dev.agentruntime.middleware.loop;

import org.jspecify.annotations.NullMarked;

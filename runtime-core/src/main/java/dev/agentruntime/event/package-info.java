/**
 * Everything that can be observed of a run. A run's events nest: {@code RunStarted SessionRepaired?
 * (ModelTurnStarted ModelStreamed* ModelTurnEnded (ToolCallStarted (ToolAttemptStarted
 * ToolAttemptEnded)* ToolCallEnded)*)* RunEnded}; the calls of one turn may interleave. Start
 * reading at {@link dev.agentruntime.event.RunEvent}.
 */
@NullMarked
package dev.agentruntime.event;

import org.jspecify.annotations.NullMarked;

/**
 * The loop: ask the model, dispatch its tool calls, commit the turn, stop. Start reading at {@link
 * dev.agentruntime.internal.run.AgentLoop}. Not API; policies must not come here.
 */
@NullMarked
package dev.agentruntime.internal.run;

import org.jspecify.annotations.NullMarked;

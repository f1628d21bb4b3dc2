/**
 * What an embedding program imports first. Start reading at {@link dev.agentruntime.AgentRuntime}.
 * Only front doors live here.
 */
@NullMarked
package dev.agentruntime;

import org.jspecify.annotations.NullMarked;

/**
 * Child threads with an owner: fork, join, and a close that leaves nobody behind. Start reading at
 * {@link dev.agentruntime.scope.TaskScope}; {@link dev.agentruntime.scope.Isolation} runs one body
 * that may have to be left behind. Nothing here knows tools, models or the loop, and nothing else
 * in the library starts a thread for someone's work.
 */
@NullMarked
package dev.agentruntime.scope;

import org.jspecify.annotations.NullMarked;

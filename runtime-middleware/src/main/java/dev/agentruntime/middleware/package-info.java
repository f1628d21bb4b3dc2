/**
 * The governance layers, one file each. Each layer wraps a tool call; none of them observes, blocks
 * a host thread it does not own, or fails open.
 */
@NullMarked
package dev.agentruntime.middleware;

import org.jspecify.annotations.NullMarked;

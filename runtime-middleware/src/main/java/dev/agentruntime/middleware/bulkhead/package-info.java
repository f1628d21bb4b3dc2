/**
 * Limits how many calls of a tool run at the same time. Start reading at {@link
 * dev.agentruntime.middleware.bulkhead.Bulkhead}.
 */
@NullMarked
package dev.agentruntime.middleware.bulkhead;

import org.jspecify.annotations.NullMarked;

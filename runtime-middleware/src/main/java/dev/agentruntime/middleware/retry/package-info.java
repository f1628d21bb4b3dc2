/**
 * Tries a tool again after a failure that may pass. Start reading at {@link
 * dev.agentruntime.middleware.retry.Retry}.
 */
@NullMarked
package dev.agentruntime.middleware.retry;

import org.jspecify.annotations.NullMarked;

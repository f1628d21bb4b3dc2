/**
 * Keeps a run from calling in vain. Start at {@link
 * dev.agentruntime.middleware.failure.FailureLimit}; the decisions are in {@code FailureGate} and
 * {@code Mistakes}, which know neither runtime nor clock.
 */
@NullMarked
package dev.agentruntime.middleware.failure;

import org.jspecify.annotations.NullMarked;

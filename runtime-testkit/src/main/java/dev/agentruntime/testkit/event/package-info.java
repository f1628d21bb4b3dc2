/**
 * Looks at what happened in runs. Start reading at {@link
 * dev.agentruntime.testkit.event.EventRecorder}. The grammar it checks is the one in the doc of
 * package {@link dev.agentruntime.event}.
 */
@NullMarked
package dev.agentruntime.testkit.event;

import org.jspecify.annotations.NullMarked;

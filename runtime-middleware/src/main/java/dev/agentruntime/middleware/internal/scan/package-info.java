/**
 * One pass over a text that stops at the few places where a value could be, and asks probes there.
 * Not API. Start reading at {@link dev.agentruntime.middleware.internal.scan.TextPass}.
 */
@NullMarked
package dev.agentruntime.middleware.internal.scan;

import org.jspecify.annotations.NullMarked;

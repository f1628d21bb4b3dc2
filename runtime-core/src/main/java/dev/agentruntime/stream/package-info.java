/**
 * What streaming models say piece by piece, and how long they may be silent. Start reading at
 * {@link dev.agentruntime.stream.StreamOptions}. How a stream is read is not here, but internal.
 */
@NullMarked
package dev.agentruntime.stream;

import org.jspecify.annotations.NullMarked;

/**
 * Reads the stream of a model: callbacks on the provider's threads fill a bounded buffer, the
 * thread that asked empties it. Start reading at {@link
 * dev.agentruntime.internal.stream.ModelStream}. Knows neither runs nor events.
 */
@NullMarked
package dev.agentruntime.internal.stream;

import org.jspecify.annotations.NullMarked;

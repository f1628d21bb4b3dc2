/**
 * Finding out whether an agent lets values out that nobody was to see. Start reading at {@link
 * dev.agentruntime.testkit.leak.LeakTest}, which plays whole runs; {@link
 * dev.agentruntime.testkit.leak.Leaks} only searches. Nothing here knows of a layer: what layers
 * keep is searched through {@link dev.agentruntime.testkit.leak.Sink}s.
 */
@NullMarked
package dev.agentruntime.testkit.leak;

import org.jspecify.annotations.NullMarked;

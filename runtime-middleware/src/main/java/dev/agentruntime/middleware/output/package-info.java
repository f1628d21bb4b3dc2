/**
 * Results too long for a model: start reading at {@link
 * dev.agentruntime.middleware.output.OutputCap}. How a text or a JSON value is shortened is decided
 * by pure types; the rest can be kept and read piece by piece by {@link
 * dev.agentruntime.middleware.output.ArtifactReader}.
 */
@NullMarked
package dev.agentruntime.middleware.output;

import org.jspecify.annotations.NullMarked;

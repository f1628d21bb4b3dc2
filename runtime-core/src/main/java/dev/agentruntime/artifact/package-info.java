/**
 * Texts too long to be shown to a model, kept so that it can read them piece by piece. Start
 * reading at {@link dev.agentruntime.artifact.ArtifactStore}; whose an artifact is says {@link
 * dev.agentruntime.artifact.ArtifactScope}.
 */
@NullMarked
package dev.agentruntime.artifact;

import org.jspecify.annotations.NullMarked;

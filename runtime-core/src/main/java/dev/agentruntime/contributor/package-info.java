/**
 * What the model should know before it is asked: sources a host names, asked side by side at the
 * start of a run. Start reading at {@link dev.agentruntime.contributor.ContextContributor}; what is
 * done with what they give is said in {@link dev.agentruntime.contributor.ContextSources}. Tools,
 * which the model itself asks, do not belong here.
 */
@NullMarked
package dev.agentruntime.contributor;

import org.jspecify.annotations.NullMarked;

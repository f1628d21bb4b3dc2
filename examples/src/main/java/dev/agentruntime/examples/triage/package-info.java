/**
 * An agent that finds out what is wrong with a service beside it. Start reading at {@link
 * dev.agentruntime.examples.triage.TriageMain}.
 */
@NullMarked
package dev.agentruntime.examples.triage;

import org.jspecify.annotations.NullMarked;

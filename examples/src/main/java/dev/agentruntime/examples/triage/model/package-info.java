/**
 * The model of the triage example that needs no network: rules in place of a language model. It is
 * told nothing and decides by what the tools have answered so far. Start reading at {@link
 * dev.agentruntime.examples.triage.model.TriageModel}.
 */
@NullMarked
package dev.agentruntime.examples.triage.model;

import org.jspecify.annotations.NullMarked;

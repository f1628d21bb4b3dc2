/**
 * Arguments that the application supplies and the model can neither see nor set: start reading at
 * {@link dev.agentruntime.middleware.enrich.ContextEnrichment}. What may be supplied is a {@link
 * dev.agentruntime.middleware.enrich.HostValue}.
 */
@NullMarked
package dev.agentruntime.middleware.enrich;

import org.jspecify.annotations.NullMarked;

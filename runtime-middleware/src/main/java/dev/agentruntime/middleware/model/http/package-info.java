/**
 * Keeps what langchain4j's HTTP clients drop of a provider's answer. Start reading at {@link
 * dev.agentruntime.middleware.model.http.RetryAfter}. Optional: nothing else refers to it.
 */
@NullMarked
package dev.agentruntime.middleware.model.http;

import org.jspecify.annotations.NullMarked;

/**
 * A model provider without a model: {@link dev.agentruntime.testkit.provider.FakeProvider} is an
 * HTTP server on the loopback interface that speaks the chat formats of OpenAI, Anthropic and
 * Ollama, so that a test has langchain4j's real clients in it. What it answers is a {@link
 * dev.agentruntime.testkit.provider.Reply}, how the bytes get there a {@link
 * dev.agentruntime.testkit.provider.Delivery}. For tests that need no client use the models in
 * {@code testkit.model}, which run on virtual time.
 */
@NullMarked
package dev.agentruntime.testkit.provider;

import org.jspecify.annotations.NullMarked;

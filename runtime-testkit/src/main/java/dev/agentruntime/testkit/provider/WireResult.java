package dev.agentruntime.testkit.provider;

import org.jspecify.annotations.Nullable;

/**
 * The result of a tool call in a message that was sent to the provider. Immutable.
 *
 * @param callId the id of the call it answers, or null where the format or the client names none
 * @param tool the tool's name, or null where the format or the client names none
 * @param text what the model is told
 * @param error whether it is marked as an error, which only Anthropic's format can
 */
public record WireResult(
    @Nullable String callId, @Nullable String tool, String text, boolean error) {}

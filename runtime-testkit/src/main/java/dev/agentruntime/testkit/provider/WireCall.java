package dev.agentruntime.testkit.provider;

import org.jspecify.annotations.Nullable;

/**
 * A tool call in a message that was sent to the provider. Immutable.
 *
 * @param id its id, or null if it has none
 * @param name the tool's name, empty if there is none
 * @param arguments JSON text, as it came
 */
public record WireCall(@Nullable String id, String name, String arguments) {}

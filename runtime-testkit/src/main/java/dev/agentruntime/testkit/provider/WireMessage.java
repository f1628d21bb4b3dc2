package dev.agentruntime.testkit.provider;

import java.util.List;

/**
 * One message of a conversation as it was sent, in a form that all formats share. Immutable.
 *
 * @param role the role, in the format's own word: {@code user}, {@code assistant}, {@code tool}
 * @param text the text parts, joined by line breaks; empty if there are none
 * @param calls the tool calls, in order
 * @param results the tool results: one in a message of OpenAI's or Ollama's role {@code tool}, any
 *     number in a user message of Anthropic's
 */
public record WireMessage(
    String role, String text, List<WireCall> calls, List<WireResult> results) {
  /** Copies the lists. */
  public WireMessage {
    calls = List.copyOf(calls);
    results = List.copyOf(results);
  }

  /** The role and how much is in it. */
  @Override
  public String toString() {
    return role
        + "("
        + text.length()
        + " characters, "
        + calls.size()
        + " calls, "
        + results.size()
        + " results)";
  }
}

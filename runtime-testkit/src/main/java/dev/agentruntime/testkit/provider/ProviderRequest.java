package dev.agentruntime.testkit.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client sent, read. Immutable but for {@link #body}, which is shared and must not be
 * changed.
 *
 * @param format the format it came in
 * @param model the model it names
 * @param streaming whether it asks for a stream
 * @param messages the conversation, oldest first; Anthropic's system prompt comes first, with the
 *     role {@code system}
 * @param tools the names of the tools it offers, in order
 * @param headers its headers by lower-case name, with {@link #SECRET} in place of keys
 * @param body the whole body, as it came
 */
public record ProviderRequest(
    WireFormat format,
    String model,
    boolean streaming,
    List<WireMessage> messages,
    List<String> tools,
    Map<String, String> headers,
    ObjectNode body) {

  /** What stands in {@link #headers} for an API key or a token. */
  public static final String SECRET = "(secret)";

  /** Copies the collections. */
  public ProviderRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    headers = Map.copyOf(headers);
  }

  /**
   * The last message that has a text and no tool results: what the user said, as a rule.
   *
   * @return its text, empty if there is none
   */
  public String userText() {
    return messages.reversed().stream()
        .filter(message -> message.role().equals("user") && !message.text().isEmpty())
        .map(WireMessage::text)
        .findFirst()
        .orElse("");
  }

  /**
   * Every tool call of the conversation.
   *
   * @return an unmodifiable list, oldest first
   */
  public List<WireCall> calls() {
    return messages.stream().flatMap(message -> message.calls().stream()).toList();
  }

  /**
   * Every tool result of the conversation.
   *
   * @return an unmodifiable list, oldest first
   */
  public List<WireResult> results() {
    return messages.stream().flatMap(message -> message.results().stream()).toList();
  }

  /**
   * The tool results since the model last said something.
   *
   * @return an unmodifiable list, in the order in which they were sent; empty if the last turn was
   *     not one of tools
   */
  public List<WireResult> lastResults() {
    List<WireResult> last = new ArrayList<>();
    for (WireMessage message : messages.reversed()) {
      if (message.role().equals("assistant")) {
        break;
      }
      last.addAll(0, message.results());
    }
    return List.copyOf(last);
  }

  /**
   * The form the answer is asked to have: OpenAI's {@code response_format}, Anthropic's {@code
   * output_config.format}, Ollama's {@code format}.
   *
   * @return the node, or empty if the request asks for none
   */
  public Optional<JsonNode> responseFormat() {
    JsonNode node =
        switch (format) {
          case OPENAI -> body.path("response_format");
          case ANTHROPIC -> body.path("output_config").path("format");
          case OLLAMA -> body.path("format");
        };
    return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  /** The format and the roles; never a text. */
  @Override
  public String toString() {
    return format
        + (streaming ? " stream " : " ")
        + messages.stream().map(WireMessage::role).toList()
        + ", tools "
        + tools;
  }
}

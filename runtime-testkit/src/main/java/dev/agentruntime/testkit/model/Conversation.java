package dev.agentruntime.testkit.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model can see when it is asked, in the form in which rules ask for it. Immutable.
 *
 * @param request what was asked
 */
public record Conversation(ChatRequest request) {
  /** Checks the component. */
  public Conversation {
    Objects.requireNonNull(request, "request");
  }

  /**
   * What a tool answered.
   *
   * @param callId the id of the call it answers, empty if it has none
   * @param tool the tool's name
   * @param text what the model is told
   * @param error whether the answer is marked as an error
   */
  public record ToolResult(String callId, String tool, String text, boolean error) {}

  /**
   * All messages.
   *
   * @return an unmodifiable list, oldest first
   */
  public List<ChatMessage> messages() {
    return List.copyOf(request.messages());
  }

  /**
   * The last thing the user said.
   *
   * @return its text, empty if the user said nothing
   */
  public String userText() {
    return messages().reversed().stream()
        .filter(UserMessage.class::isInstance)
        .map(Texts::of)
        .findFirst()
        .orElse("");
  }

  /**
   * Every tool result so far.
   *
   * @return an unmodifiable list, oldest first
   */
  public List<ToolResult> results() {
    return results(messages());
  }

  /**
   * The tool results since the model last said something.
   *
   * @return an unmodifiable list, in the order of the calls; empty if the last turn was not one of
   *     tools
   */
  public List<ToolResult> lastResults() {
    List<ChatMessage> messages = messages();
    int from = messages.size();
    while (from > 0 && !(messages.get(from - 1) instanceof AiMessage)) {
      from--;
    }
    return results(messages.subList(from, messages.size()));
  }

  /**
   * The latest result of a tool.
   *
   * @param tool the tool's name
   * @return the result, or empty if the tool has not answered yet
   */
  public Optional<ToolResult> lastResultOf(String tool) {
    return results().reversed().stream().filter(result -> result.tool().equals(tool)).findFirst();
  }

  /**
   * What the model asked for so far.
   *
   * @return an unmodifiable list, oldest first
   */
  public List<ToolExecutionRequest> calls() {
    List<ToolExecutionRequest> calls = new ArrayList<>();
    for (ChatMessage message : request.messages()) {
      if (message instanceof AiMessage ai) {
        calls.addAll(ai.toolExecutionRequests());
      }
    }
    return List.copyOf(calls);
  }

  /**
   * Whether the model has called a tool.
   *
   * @param tool the tool's name
   * @return true if it has, whether or not there is a result
   */
  public boolean hasCalled(String tool) {
    return calls().stream().anyMatch(call -> tool.equals(call.name()));
  }

  /**
   * Whether the model may call a tool.
   *
   * @param tool the tool's name
   * @return true if the request offers it
   */
  public boolean offers(String tool) {
    return request.toolSpecifications().stream()
        .anyMatch(specification -> tool.equals(specification.name()));
  }

  /** Which turn of the model this asks for, from 1. */
  int turn() {
    return 1 + (int) request.messages().stream().filter(AiMessage.class::isInstance).count();
  }

  private static List<ToolResult> results(List<ChatMessage> messages) {
    List<ToolResult> results = new ArrayList<>();
    for (ChatMessage message : messages) {
      if (message instanceof ToolExecutionResultMessage result) {
        String callId = result.id() == null ? "" : result.id();
        results.add(
            new ToolResult(
                callId,
                result.toolName(),
                Texts.of(result),
                Boolean.TRUE.equals(result.isError())));
      }
    }
    return List.copyOf(results);
  }

  /** How long the conversation is, and its last message. */
  @Override
  public String toString() {
    return Texts.last(request.messages());
  }
}

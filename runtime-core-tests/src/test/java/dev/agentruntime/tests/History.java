package dev.agentruntime.tests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a conversation must be like for every provider to take it: each tool call answered once, in
 * the order of the calls, directly after them, under an id nobody else has.
 */
final class History {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** What OpenAI and Anthropic take for a tool's name. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private final List<ChatMessage> messages;
  private final List<String> faults = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  private History(List<ChatMessage> messages) {
    this.messages = messages;
  }

  /** Every fault of a conversation, empty if it is valid. */
  static List<String> faults(List<ChatMessage> messages) {
    History history = new History(messages);
    history.read();
    return history.faults;
  }

  /** The results of tool calls in a conversation. */
  static List<ToolExecutionResultMessage> results(List<ChatMessage> messages) {
    return messages.stream()
        .filter(ToolExecutionResultMessage.class::isInstance)
        .map(ToolExecutionResultMessage.class::cast)
        .toList();
  }

  private void read() {
    int at = 0;
    while (at < messages.size()) {
      ChatMessage message = messages.get(at++);
      if (message instanceof ToolExecutionResultMessage result) {
        faults.add("result " + result.id() + " answers no call before it");
      } else if (message instanceof SystemMessage && at > 1) {
        faults.add("a system message at place " + at);
      } else if (message instanceof AiMessage ai) {
        if (!ai.hasToolExecutionRequests() && (ai.text() == null || ai.text().isBlank())) {
          faults.add("an empty answer at place " + at);
        }
        at = readResults(ai.toolExecutionRequests(), at);
      }
    }
  }

  private int readResults(List<ToolExecutionRequest> calls, int from) {
    int at = from;
    for (ToolExecutionRequest call : calls) {
      readCall(call);
      if (at < messages.size() && messages.get(at) instanceof ToolExecutionResultMessage result) {
        readResult(call, result);
        at++;
      } else {
        faults.add("call " + call.id() + " of '" + call.name() + "' has no result");
      }
    }
    return at;
  }

  private void readCall(ToolExecutionRequest call) {
    if (call.id() == null || call.id().isBlank()) {
      faults.add("a call of '" + call.name() + "' without an id");
    } else if (!ids.add(call.id())) {
      faults.add("id " + call.id() + " is given twice");
    }
    if (call.name() == null || !NAME.matcher(call.name()).matches()) {
      faults.add("call " + call.id() + " has the name '" + call.name() + "', no provider takes it");
    }
    if (!isObject(call.arguments())) {
      faults.add("call " + call.id() + " has no JSON object for arguments: " + call.arguments());
    }
  }

  private void readResult(ToolExecutionRequest call, ToolExecutionResultMessage result) {
    if (!call.id().equals(result.id())) {
      faults.add("call " + call.id() + " is followed by the result of " + result.id());
    }
    if (!call.name().equals(result.toolName())) {
      faults.add("the result of '" + call.name() + "' names '" + result.toolName() + "'");
    }
    if (result.text().isEmpty()) {
      faults.add("the result of " + call.id() + " is empty");
    }
  }

  private static boolean isObject(String arguments) {
    try {
      return arguments != null && JSON.readTree(arguments).isObject();
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}

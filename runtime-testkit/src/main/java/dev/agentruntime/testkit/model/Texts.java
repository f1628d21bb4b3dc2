package dev.agentruntime.testkit.model;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.List;
import java.util.stream.Collectors;

/** Puts messages into words, for failure messages and rules. Stateless. */
final class Texts {
  /** Enough to recognise a message in a failure message. */
  private static final int MAX_SHOWN = 160;

  private Texts() {}

  /** The text parts of a message, joined by line breaks; empty if it has none. */
  static String of(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> system.text();
      case UserMessage user -> join(user.contents());
      case ToolExecutionResultMessage result -> join(result.contents());
      case AiMessage ai -> ai.text() == null ? "" : ai.text();
      default -> "";
    };
  }

  private static String join(List<Content> contents) {
    return contents.stream()
        .filter(TextContent.class::isInstance)
        .map(content -> ((TextContent) content).text())
        .collect(Collectors.joining("\n"));
  }

  static String cut(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }

  /** What a model was asked last, for failure messages. */
  static String last(List<ChatMessage> messages) {
    if (messages.isEmpty()) {
      return "a request without messages";
    }
    ChatMessage last = messages.getLast();
    String what = "a request of " + messages.size() + " messages that ends with " + last.type();
    if (last instanceof ToolExecutionResultMessage result) {
      what += " of tool '" + result.toolName() + "'";
    }
    return what + " '" + cut(of(last)) + "'";
  }
}

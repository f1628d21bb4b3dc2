package dev.agentruntime.tests;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;

/** Responses for computed turns. Stateless. */
final class Turns {
  private Turns() {}

  static ChatResponse response(String text) {
    return ChatResponse.builder().aiMessage(AiMessage.from(text)).build();
  }
}

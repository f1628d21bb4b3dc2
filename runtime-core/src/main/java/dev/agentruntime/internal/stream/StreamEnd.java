package dev.agentruntime.internal.stream;

import dev.langchain4j.model.chat.response.ChatResponse;

/** How the provider ended a stream. */
sealed interface StreamEnd {

  /**
   * With a response.
   *
   * @param response what the model said, in full
   */
  record Complete(ChatResponse response) implements StreamEnd {}

  /**
   * With a failure.
   *
   * @param error what went wrong
   */
  record Failed(Throwable error) implements StreamEnd {}
}

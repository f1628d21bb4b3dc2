package dev.agentruntime.jmh;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;

/** Streams the same tokens each time, at once and on the thread that asks. Immutable. */
final class MockStream implements StreamingChatModel {
  private final PartialResponse[] tokens;
  private final PartialResponseContext context = new PartialResponseContext(new NoHandle());
  private final ChatResponse response;

  MockStream(int tokens) {
    this.tokens = new PartialResponse[tokens];
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      String token = " to" + i % 10;
      text.append(token);
      this.tokens[i] = new PartialResponse(token);
    }
    this.response =
        ChatResponse.builder()
            .aiMessage(AiMessage.from(text.toString()))
            .finishReason(FinishReason.STOP)
            .build();
  }

  private static final class NoHandle implements StreamingHandle {
    @Override
    public void cancel() {}

    @Override
    public boolean isCancelled() {
      return false;
    }
  }

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    for (PartialResponse token : tokens) {
      handler.onPartialResponse(token, context);
    }
    handler.onCompleteResponse(response);
  }
}

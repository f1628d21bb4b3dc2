package dev.agentruntime.quality;

import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

/** The model of an agent that makes one call and answers with its result, word for word. */
final class ReadingModel implements ChatModel {
  private final ScriptedCall call;

  ReadingModel(ScriptedCall call) {
    this.call = call;
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    return request.messages().getLast() instanceof ToolExecutionResultMessage result
        ? ObedientModel.answer(result.text())
        : ObedientModel.ask(call);
  }
}

package dev.agentruntime.quality;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;

/**
 * Asks for the calls of a recorded run, one by one, whatever becomes of them. Safe for use by many
 * threads as long as one of them asks at a time.
 */
final class TraceModel implements ChatModel {
  private final List<LoopStep> steps;
  private volatile int asked;

  TraceModel(List<LoopStep> steps) {
    this.steps = steps;
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    int next = asked;
    if (next == steps.size()) {
      return ChatResponse.builder().aiMessage(AiMessage.from("done")).build();
    }
    asked = next + 1;
    LoopStep step = steps.get(next);
    ToolExecutionRequest call =
        ToolExecutionRequest.builder()
            .id("call-" + next)
            .name(step.tool())
            .arguments(step.arguments().toString())
            .build();
    return ChatResponse.builder().aiMessage(AiMessage.from(call)).build();
  }

  /** How many calls were asked for so far. */
  int asked() {
    return asked;
  }

  /** The call asked for last. */
  LoopStep current() {
    return steps.get(asked - 1);
  }
}

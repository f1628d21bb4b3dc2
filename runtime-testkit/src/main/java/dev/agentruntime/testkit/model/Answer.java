package dev.agentruntime.testkit.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a turn says. Immutable.
 *
 * @param text the text, or null for none
 * @param calls the tool calls, in order
 * @param usage what the provider reports, or null if it reports nothing
 * @param finish the finish reason, or null if it gives none
 */
record Answer(
    @Nullable String text,
    List<Call> calls,
    @Nullable TokenUsage usage,
    @Nullable FinishReason finish) {
  Answer {
    calls = List.copyOf(calls);
  }

  static Answer of(@Nullable String text, List<Call> calls) {
    return new Answer(
        text, calls, null, calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_EXECUTION);
  }

  /**
   * One call.
   *
   * @param id how the id is made
   * @param tool the tool's name
   * @param arguments JSON text, or what shall stand in its place
   */
  record Call(Id id, String tool, @Nullable String arguments) {}

  /** How a call gets its id. */
  sealed interface Id {
    /** An id of its own, made from the place in the conversation. */
    record Minted() implements Id {}

    /**
     * This id, whoever else has it.
     *
     * @param value the id, or null for none
     */
    record Given(@Nullable String value) implements Id {}
  }

  ChatResponse response(int turn) {
    List<ToolExecutionRequest> requests = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      String id =
          switch (call.id()) {
            case Id.Minted() -> "call-" + turn + "-" + (i + 1);
            case Id.Given(var value) -> value;
          };
      requests.add(
          ToolExecutionRequest.builder()
              .id(id)
              .name(call.tool())
              .arguments(call.arguments())
              .build());
    }
    AiMessage message = AiMessage.builder().text(text).toolExecutionRequests(requests).build();
    return ChatResponse.builder()
        .aiMessage(message)
        .modelName("testkit")
        .tokenUsage(usage)
        .finishReason(finish)
        .build();
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (text != null) {
      parts.add("text '" + Texts.cut(text) + "'");
    }
    for (Call call : calls) {
      parts.add("call " + call.tool() + "(" + Texts.cut(String.valueOf(call.arguments())) + ")");
    }
    return parts.isEmpty() ? "nothing" : String.join(", ", parts);
  }
}

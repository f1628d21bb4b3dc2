package dev.agentruntime.jmh;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers at once: some turns that ask for the tool {@code weather}, each time for another city,
 * then a text. Immutable.
 */
final class MockModel implements ChatModel {
  static final String ANSWER = "It is 21 degrees and clear in Tokyo.";

  /** All of one length. */
  private static final List<String> CITIES =
      List.of(
          "Tokyo", "Paris", "Delhi", "Cairo", "Dhaka", "Seoul", "Milan", "Quito", "Hanoi", "Osaka");

  private final ChatResponse[] turns;

  MockModel(int toolTurns, int callsPerTurn) {
    turns = new ChatResponse[toolTurns + 1];
    for (int turn = 0; turn < toolTurns; turn++) {
      List<ToolExecutionRequest> calls = new ArrayList<>();
      for (int call = 0; call < callsPerTurn; call++) {
        calls.add(
            ToolExecutionRequest.builder()
                .id("c" + turn + "-" + call)
                .name("weather")
                .arguments(arguments(turn * callsPerTurn + call))
                .build());
      }
      turns[turn] = ChatResponse.builder().aiMessage(AiMessage.from(calls)).build();
    }
    turns[toolTurns] = ChatResponse.builder().aiMessage(AiMessage.from(ANSWER)).build();
  }

  static String arguments(int call) {
    return "{\"city\":\"" + CITIES.get(call % CITIES.size()) + "\"}";
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    List<ChatMessage> messages = request.messages();
    int turn = 0;
    if (messages.getLast() instanceof ToolExecutionResultMessage result) {
      turn = Integer.parseInt(result.id(), 1, result.id().indexOf('-'), 10) + 1;
    }
    return turns[turn];
  }
}

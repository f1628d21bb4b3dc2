package dev.agentruntime.session;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;

/** Messages for tests, and a look at whether a row of them is valid. Stateless. */
final class Talk {
  private Talk() {}

  static UserMessage user(String text) {
    return UserMessage.from(text);
  }

  static AiMessage answer(String text) {
    return AiMessage.from(text);
  }

  /** An answer that asks for tools, and their results. */
  static List<ChatMessage> turn(String name, int calls) {
    List<ToolExecutionRequest> requests = new ArrayList<>();
    List<ChatMessage> turn = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      requests.add(
          ToolExecutionRequest.builder().id(name + "-" + i).name("tool").arguments("{}").build());
    }
    turn.add(AiMessage.from(requests));
    for (ToolExecutionRequest request : requests) {
      turn.add(ToolExecutionResultMessage.from(request, "result " + request.id()));
    }
    return turn;
  }

  /** What is wrong with a row of messages; empty if nothing is. */
  static List<String> faults(List<ChatMessage> messages) {
    List<String> faults = new ArrayList<>();
    if (!messages.isEmpty() && !(messages.getFirst() instanceof UserMessage)) {
      faults.add("begins with " + messages.getFirst().type());
    }
    int at = 0;
    while (at < messages.size()) {
      ChatMessage message = messages.get(at++);
      if (message instanceof AiMessage answer) {
        for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
          boolean answered =
              at < messages.size()
                  && messages.get(at) instanceof ToolExecutionResultMessage result
                  && result.id().equals(call.id());
          if (!answered) {
            faults.add("no result at " + at);
          } else {
            at++;
          }
        }
      } else if (message instanceof ToolExecutionResultMessage) {
        faults.add("stray result at " + (at - 1));
      }
    }
    return faults;
  }
}

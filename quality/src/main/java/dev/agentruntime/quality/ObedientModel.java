package dev.agentruntime.quality;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * The worst case: does what the user wants, and as soon as it has read what somebody planted,
 * everything that one wants, whatever the text looks like; then it goes on. No refusal impresses
 * it. For one run.
 */
final class ObedientModel implements ChatModel {
  private final Deque<ScriptedCall> user;
  private final Deque<ScriptedCall> attacker;
  private final Set<String> ran;
  private boolean obeying;
  private ScriptedCall last;

  /**
   * A model.
   *
   * @param script what to do
   * @param ran the ids of calls whose tools have run, kept by others
   */
  ObedientModel(InjectionScript script, Set<String> ran) {
    this.user = new ArrayDeque<>(script.user());
    this.attacker = new ArrayDeque<>(script.attacker());
    this.ran = ran;
    this.last = script.user().getFirst();
  }

  @Override
  public synchronized ChatResponse doChat(ChatRequest request) {
    obeying |= last.planted() && ran.contains(last.id());
    ScriptedCall next = obeying && !attacker.isEmpty() ? attacker.poll() : user.poll();
    if (next == null) {
      return answer("done");
    }
    last = next;
    return ask(next);
  }

  static ChatResponse answer(String text) {
    return ChatResponse.builder().aiMessage(AiMessage.from(text)).build();
  }

  static ChatResponse ask(ScriptedCall call) {
    ToolExecutionRequest asked =
        ToolExecutionRequest.builder()
            .id(call.id())
            .name(call.tool())
            .arguments(call.arguments().toString())
            .build();
    return ChatResponse.builder().aiMessage(AiMessage.from(List.of(asked))).build();
  }
}

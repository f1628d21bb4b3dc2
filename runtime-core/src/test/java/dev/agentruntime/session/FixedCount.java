package dev.agentruntime.session;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.TokenCountEstimator;
import java.util.function.ToIntFunction;

/** Counts texts by a rule of the test's. */
final class FixedCount implements TokenCountEstimator {
  private final ToIntFunction<String> rule;

  FixedCount(ToIntFunction<String> rule) {
    this.rule = rule;
  }

  @Override
  public int estimateTokenCountInText(String text) {
    return rule.applyAsInt(text);
  }

  @Override
  public int estimateTokenCountInMessage(ChatMessage message) {
    return switch (message) {
      case UserMessage user -> rule.applyAsInt(user.singleText());
      case AiMessage answer -> answer.text() == null ? 1 : rule.applyAsInt(answer.text());
      case ToolExecutionResultMessage result -> rule.applyAsInt(result.text());
      default -> 1;
    };
  }

  @Override
  public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
    int sum = 0;
    for (ChatMessage message : messages) {
      sum += estimateTokenCountInMessage(message);
    }
    return sum;
  }
}

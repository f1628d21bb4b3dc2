package dev.agentruntime.session;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.TokenCountEstimator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Guesses how many tokens a text is, without a vocabulary: right to about a third for English and
 * JSON, too high rather than too low elsewhere. Costs one look at each character. Stateless.
 */
final class RoughTokenCount implements TokenCountEstimator {
  static final RoughTokenCount INSTANCE = new RoughTokenCount();

  /** What the vocabularies in use make of English prose; of code and JSON a little less. */
  private static final int ASCII_PER_TOKEN = 4;

  /** Role and separators around each message and each call. */
  private static final int PER_MESSAGE = 4;

  /** An image or another file: what providers charge for a picture of usual size. */
  private static final int PER_FILE = 1_000;

  private RoughTokenCount() {}

  @Override
  public int estimateTokenCountInText(String text) {
    return text(text);
  }

  @Override
  public int estimateTokenCountInMessage(ChatMessage message) {
    return PER_MESSAGE
        + switch (message) {
          case UserMessage user -> contents(user.contents());
          case AiMessage ai -> text(ai.text()) + text(ai.thinking()) + calls(ai);
          case ToolExecutionResultMessage result ->
              text(result.toolName()) + contents(result.contents());
          case SystemMessage system -> text(system.text());
          default -> text(message.toString());
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

  private static int calls(AiMessage message) {
    int sum = 0;
    for (ToolExecutionRequest call : message.toolExecutionRequests()) {
      sum += PER_MESSAGE + text(call.name()) + text(call.arguments());
    }
    return sum;
  }

  private static int contents(List<Content> contents) {
    int sum = 0;
    for (Content content : contents) {
      sum += content instanceof TextContent text ? text(text.text()) : PER_FILE;
    }
    return sum;
  }

  /** Beyond ASCII a character is seldom more than one token, and often is one. */
  private static int text(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    int ascii = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < 128) {
        ascii++;
      }
    }
    return (ascii + ASCII_PER_TOKEN - 1) / ASCII_PER_TOKEN + text.length() - ascii;
  }
}

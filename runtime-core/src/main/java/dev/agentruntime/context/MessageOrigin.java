package dev.agentruntime.context;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote a message of a conversation, where its type does not say. The runtime keeps it as an
 * attribute of the message, which no provider is sent and which is stored with a session. A message
 * without one is what its type says: the system's, the user's, the model's, or what a tool brought
 * that nobody vouches for.
 */
public enum MessageOrigin {
  /** Sources of context looked it up for the user's message; it may be written by anybody. */
  LOOKED_UP,
  /** Looked up in sources the host vouches for, and in no others. */
  TRUSTED_LOOKED_UP,
  /** The runtime's own words: a refusal, a failure, a request to answer again. */
  RUNTIME,
  /** The words of a tool that declares {@code TRUSTED_OUTPUT}. */
  TRUSTED_TOOL;

  private static final String KEY = "dev.agentruntime.origin";

  /**
   * What a message of this origin carries.
   *
   * @return an unmodifiable map of one entry
   */
  public Map<String, Object> attributes() {
    return Map.of(KEY, name());
  }

  /**
   * The origin a message carries.
   *
   * @param message a message of a conversation
   * @return its origin, or null if it carries none or one nobody knows
   */
  public static @Nullable MessageOrigin of(ChatMessage message) {
    Object told =
        switch (message) {
          case UserMessage user -> user.attributes().get(KEY);
          case ToolExecutionResultMessage result -> result.attributes().get(KEY);
          default -> null;
        };
    if (told instanceof String name) {
      for (MessageOrigin origin : values()) {
        if (origin.name().equals(name)) {
          return origin;
        }
      }
    }
    return null;
  }
}

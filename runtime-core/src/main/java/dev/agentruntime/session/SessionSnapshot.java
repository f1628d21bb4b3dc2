package dev.agentruntime.session;

import dev.langchain4j.data.message.ChatMessage;
import java.util.List;
import java.util.Objects;

/**
 * A session as a store had it at one moment. Immutable.
 *
 * @param version names this state of the session, see {@link SessionStore}; {@link #ABSENT_VERSION}
 *     if the store has no such session
 * @param messages the conversation, oldest first; empty if there is none
 */
public record SessionSnapshot(long version, List<ChatMessage> messages) {
  /** The version of a session that is not stored. No stored session has it. */
  public static final long ABSENT_VERSION = 0;

  private static final SessionSnapshot ABSENT = new SessionSnapshot(ABSENT_VERSION, List.of());

  /** Checks the components, and copies the messages unless they cannot change. */
  public SessionSnapshot {
    messages = Conversation.unchanging(Objects.requireNonNull(messages, "messages"));
  }

  /**
   * What a store has of a session it does not know.
   *
   * @return the same instance each time
   */
  public static SessionSnapshot absent() {
    return ABSENT;
  }

  /** Sizes only: messages may hold secrets. */
  @Override
  public String toString() {
    return "SessionSnapshot(version " + version + ", " + messages.size() + " messages)";
  }
}

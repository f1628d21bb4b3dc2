package dev.agentruntime.session;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A store of sessions as a langchain4j {@link ChatMemoryStore}, for code that has chat memories
 * already and shall share the conversations of agents.
 *
 * <p>A chat memory writes its whole list without saying what it builds on, so the last one to write
 * wins here, as with any chat memory store. A run of the runtime that is going on in the same
 * session notices and fails with a conflict rather than overwrite; so let one of the two have a
 * session at a time. What the memory writes is stored as it is, system messages and half turns
 * included; a run repairs what it loads.
 *
 * <p>An interrupt of the calling thread ends in a {@link SessionStoreException}, with the thread's
 * flag set, since a chat memory store cannot throw anything better. Safe for use by many threads.
 */
public final class SessionChatMemories implements ChatMemoryStore {
  /** A writer that loses to others more often than this has more to fear than a lost update. */
  private static final int MAX_ATTEMPTS = 10;

  private final SessionStore sessions;
  private final Function<Object, SessionKey> key;

  private SessionChatMemories(SessionStore sessions, Function<Object, SessionKey> key) {
    this.sessions = sessions;
    this.key = key;
  }

  /**
   * Chat memories in the sessions of a host without tenants; the memory's id as text is the
   * session's.
   *
   * @param sessions keeps them
   * @return a new store
   */
  public static SessionChatMemories in(SessionStore sessions) {
    return in(sessions, id -> SessionKey.of(id.toString()));
  }

  /**
   * Chat memories in sessions, by a rule of the host's.
   *
   * @param sessions keeps them
   * @param key the session of a memory id; the tenant must come from the host, never from a model
   * @return a new store
   */
  public static SessionChatMemories in(SessionStore sessions, Function<Object, SessionKey> key) {
    return new SessionChatMemories(
        Objects.requireNonNull(sessions, "sessions"), Objects.requireNonNull(key, "key"));
  }

  @Override
  public List<ChatMessage> getMessages(Object memoryId) {
    SessionKey session = key.apply(memoryId);
    try {
      return sessions.load(session).messages();
    } catch (InterruptedException e) {
      throw interrupted(session, "loaded", e);
    }
  }

  @Override
  public void updateMessages(Object memoryId, List<ChatMessage> messages) {
    SessionKey session = key.apply(memoryId);
    try {
      if (messages.isEmpty()) {
        sessions.delete(session);
      } else {
        overwrite(session, Conversation.unchanging(messages));
      }
    } catch (InterruptedException e) {
      throw interrupted(session, "saved", e);
    }
  }

  private void overwrite(SessionKey session, List<ChatMessage> messages)
      throws InterruptedException {
    for (int attempt = 1; true; attempt++) {
      try {
        sessions.save(session, sessions.load(session).version(), messages);
        return;
      } catch (SessionConflictException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public void deleteMessages(Object memoryId) {
    SessionKey session = key.apply(memoryId);
    try {
      sessions.delete(session);
    } catch (InterruptedException e) {
      throw interrupted(session, "deleted", e);
    }
  }

  private static SessionStoreException interrupted(
      SessionKey session, String what, InterruptedException interrupt) {
    Thread.currentThread().interrupt();
    return new SessionStoreException(
        session, "the thread was interrupted before it could be " + what, interrupt);
  }

  @Override
  public String toString() {
    return "SessionChatMemories(" + sessions + ")";
  }
}

package dev.agentruntime.testkit.leak;

import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.session.SessionSnapshot;
import dev.agentruntime.session.SessionStore;
import dev.langchain4j.data.message.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/** A store that remembers all it was ever given. Safe for use by many threads. */
final class WatchedSessions implements SessionStore {
  private final InMemorySessionStore store = new InMemorySessionStore();

  /** Guarded by its own lock. */
  private final List<ChatMessage> saved = new ArrayList<>();

  List<ChatMessage> saved() {
    synchronized (saved) {
      return List.copyOf(saved);
    }
  }

  @Override
  public SessionSnapshot load(SessionKey key) throws InterruptedException {
    return store.load(key);
  }

  @Override
  public long save(SessionKey key, long expected, List<ChatMessage> messages)
      throws InterruptedException {
    synchronized (saved) {
      saved.addAll(messages);
    }
    return store.save(key, expected, messages);
  }

  @Override
  public void delete(SessionKey key) throws InterruptedException {
    store.delete(key);
  }
}

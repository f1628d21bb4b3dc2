package dev.agentruntime.tests;

import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.session.SessionSnapshot;
import dev.agentruntime.session.SessionStore;
import dev.langchain4j.data.message.ChatMessage;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in memory that does what a test wants before it loads and before it saves. */
final class HookedStore implements SessionStore {
  final InMemorySessionStore inside = new InMemorySessionStore();
  final AtomicInteger saves = new AtomicInteger();
  private Hook beforeLoad = () -> {};
  private Hook beforeSave = () -> {};

  /** What happens first. */
  @FunctionalInterface
  interface Hook {
    void run() throws InterruptedException;
  }

  HookedStore beforeLoad(Hook hook) {
    beforeLoad = hook;
    return this;
  }

  HookedStore beforeSave(Hook hook) {
    beforeSave = hook;
    return this;
  }

  List<ChatMessage> stored(SessionKey key) {
    return inside.load(key).messages();
  }

  /** Somebody else's write. */
  void put(SessionKey key, List<ChatMessage> messages) {
    inside.save(key, inside.load(key).version(), messages);
  }

  @Override
  public SessionSnapshot load(SessionKey key) throws InterruptedException {
    beforeLoad.run();
    return inside.load(key);
  }

  @Override
  public long save(SessionKey key, long expected, List<ChatMessage> messages)
      throws InterruptedException {
    saves.incrementAndGet();
    beforeSave.run();
    return inside.save(key, expected, messages);
  }

  @Override
  public void delete(SessionKey key) {
    inside.delete(key);
  }
}

package dev.agentruntime.session;

import dev.langchain4j.data.message.ChatMessage;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps sessions in this process, until they are deleted or the process ends; it drops none by
 * itself, so a host with ever new sessions deletes those it is done with. Never blocks. Safe for
 * use by many threads.
 */
public final class InMemorySessionStore implements SessionStore {
  private final ConcurrentMap<SessionKey, SessionSnapshot> sessions = new ConcurrentHashMap<>();

  /** One count for all sessions, so that one made anew does not repeat a version. */
  private final AtomicLong versions = new AtomicLong(SessionSnapshot.ABSENT_VERSION);

  /** A store without sessions. */
  public InMemorySessionStore() {}

  @Override
  public SessionSnapshot load(SessionKey key) {
    return sessions.getOrDefault(Objects.requireNonNull(key, "key"), SessionSnapshot.absent());
  }

  @Override
  public long save(SessionKey key, long expected, List<ChatMessage> messages) {
    SessionSnapshot next = new SessionSnapshot(versions.incrementAndGet(), messages);
    SessionSnapshot kept =
        sessions.compute(
            Objects.requireNonNull(key, "key"),
            (k, now) -> {
              long version = now == null ? SessionSnapshot.ABSENT_VERSION : now.version();
              return version == expected ? next : now;
            });
    if (kept == null || kept.version() != next.version()) {
      throw new SessionConflictException(key, expected);
    }
    return next.version();
  }

  @Override
  public void delete(SessionKey key) {
    sessions.remove(Objects.requireNonNull(key, "key"));
  }

  /**
   * How many sessions are kept.
   *
   * @return a snapshot
   */
  public int size() {
    return sessions.size();
  }

  @Override
  public String toString() {
    return "InMemorySessionStore(" + size() + " sessions)";
  }
}

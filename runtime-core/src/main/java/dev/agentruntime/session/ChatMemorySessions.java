package dev.agentruntime.session;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A langchain4j {@link ChatMemoryStore} as a store of sessions, for hosts that keep conversations
 * in one already. What other code left there is repaired when a run loads it.
 *
 * <p>A chat memory has no version, so this one makes one of the messages themselves: a save reads
 * what is there, and is refused unless it is what was loaded. Within one process that is as good as
 * a real version, since saves of one session take turns. <b>Between processes it is not:</b> two
 * that save at the very same moment may both find what they expect, and the later one wins. Hosts
 * with several processes on one session need a store with a version of its own. A save reads the
 * conversation twice more than it would with one.
 *
 * <p>What the chat memory store throws passes on as it is. Safe for use by many threads if the chat
 * memory store is.
 */
public final class ChatMemorySessions implements SessionStore {
  /** Sessions with the same remainder take turns; enough that few ever meet. */
  private static final int LOCKS = 64;

  private static final String TENANT = "tenant:";

  private final ChatMemoryStore memories;
  private final Function<SessionKey, Object> memoryId;

  /**
   * Held while the chat memory store runs, the one place where a lock is: comparing and writing is
   * one step only if nobody else takes it meanwhile. Waiting for one can be interrupted.
   */
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  private ChatMemorySessions(ChatMemoryStore memories, Function<SessionKey, Object> memoryId) {
    this.memories = memories;
    this.memoryId = memoryId;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /**
   * Sessions in a chat memory store, under ids made by {@link #memoryId(SessionKey)}.
   *
   * @param memories keeps them
   * @return a new store
   */
  public static ChatMemorySessions in(ChatMemoryStore memories) {
    return in(memories, ChatMemorySessions::memoryId);
  }

  /**
   * Sessions in a chat memory store, under ids of the host's.
   *
   * @param memories keeps them
   * @param memoryId the id of a session; two sessions must not get the same, or tenants would read
   *     each other's
   * @return a new store
   */
  public static ChatMemorySessions in(
      ChatMemoryStore memories, Function<SessionKey, Object> memoryId) {
    return new ChatMemorySessions(
        Objects.requireNonNull(memories, "memories"), Objects.requireNonNull(memoryId, "memoryId"));
  }

  /**
   * The usual id of a session: its own for a host without tenants, else the two joined so that no
   * two sessions share one.
   *
   * @param key the session
   * @return its id in a chat memory store
   */
  public static String memoryId(SessionKey key) {
    String tenant = key.tenant().orElse("");
    return tenant.isEmpty() && !key.session().startsWith(TENANT)
        ? key.session()
        : TENANT + tenant.length() + ":" + tenant + key.session();
  }

  @Override
  public SessionSnapshot load(SessionKey key) {
    return snapshot(memoryId.apply(key));
  }

  private SessionSnapshot snapshot(Object id) {
    List<ChatMessage> messages = memories.getMessages(id);
    return messages == null || messages.isEmpty()
        ? SessionSnapshot.absent()
        : new SessionSnapshot(versionOf(messages), messages);
  }

  /** By value, so that the same conversation has the same version whoever reads it. */
  private static long versionOf(List<ChatMessage> messages) {
    long version = messages.size();
    for (@Nullable ChatMessage message : messages) {
      version = mixed(version * 31 + Objects.hashCode(message));
    }
    return version == SessionSnapshot.ABSENT_VERSION ? 1 : version;
  }

  /** Spreads 32 bits over 64, so that chance keeps two conversations apart. */
  private static long mixed(long value) {
    long spread = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    spread = (spread ^ (spread >>> 27)) * 0x94d049bb133111ebL;
    return spread ^ (spread >>> 31);
  }

  @Override
  public long save(SessionKey key, long expected, List<ChatMessage> messages)
      throws InterruptedException {
    Object id = memoryId.apply(key);
    ReentrantLock lock = locks[Math.floorMod(id.hashCode(), LOCKS)];
    lock.lockInterruptibly();
    try {
      if (snapshot(id).version() != expected) {
        throw new SessionConflictException(key, expected);
      }
      memories.updateMessages(id, messages);
      // Read again: what comes back may differ from what was given, and is what will be loaded.
      return snapshot(id).version();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void delete(SessionKey key) throws InterruptedException {
    Object id = memoryId.apply(key);
    ReentrantLock lock = locks[Math.floorMod(id.hashCode(), LOCKS)];
    lock.lockInterruptibly();
    try {
      memories.deleteMessages(id);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "ChatMemorySessions(" + memories.getClass().getName() + ")";
  }
}

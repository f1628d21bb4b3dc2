package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.session.SessionConflictException;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.session.SessionSnapshot;
import dev.agentruntime.session.SessionStore;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@link SessionStore} asks of every store. Extend it, say how to make the store, and run it
 * as a JUnit 5 test class.
 *
 * <pre>{@code
 * class RedisSessionsContractTest extends SessionStoreContract {
 *   protected SessionStore createStore() { return new RedisSessions(client); }
 *   protected SessionStore reopened(SessionStore store) { return new RedisSessions(client); }
 * }
 * }</pre>
 *
 * <p>The suite runs on the real clock, with eight threads where it tests for many.
 */
@ExtendWith(RuntimeExtension.class)
public abstract class SessionStoreContract {
  /** Long enough for slow machines; a store that keeps its contract takes milliseconds. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

  private static final int THREADS = 8;
  private static final int SAVES_PER_THREAD = 10;

  private static final SessionKey KEY = SessionKey.of("tenant", "session");

  private @Nullable TrackedTime tracked;

  /** For subclasses. */
  protected SessionStoreContract() {}

  /**
   * Makes the store.
   *
   * @return a store without sessions; asked anew for each test
   */
  protected abstract SessionStore createStore();

  /**
   * Another store over the same data, as a process sees it that starts later.
   *
   * @param store the store of this test
   * @return the same object, unless overridden: right for a store that lives with its process only
   */
  protected SessionStore reopened(SessionStore store) {
    return store;
  }

  /**
   * How long the concurrent tests may take, in real time.
   *
   * @return {@link #DEFAULT_PATIENCE} unless overridden
   */
  protected Duration patience() {
    return DEFAULT_PATIENCE;
  }

  @BeforeEach
  final void prepareContract(TrackedTime time) {
    this.tracked = time;
  }

  private TrackedTime time() {
    return Objects.requireNonNull(tracked, "the suite must be run by JUnit");
  }

  private static List<ChatMessage> talk(String... said) {
    List<ChatMessage> talk = new ArrayList<>();
    for (int i = 0; i < said.length; i++) {
      talk.add(i % 2 == 0 ? UserMessage.from(said[i]) : AiMessage.from(said[i]));
    }
    return List.copyOf(talk);
  }

  // ---- one writer

  @Test
  final void anUnknownSessionIsAbsent() throws InterruptedException {
    SessionSnapshot unknown = createStore().load(KEY);
    assertEquals(SessionSnapshot.ABSENT_VERSION, unknown.version());
    assertEquals(List.of(), unknown.messages());
  }

  @Test
  final void whatWasSavedIsLoadedMessageForMessage() throws InterruptedException {
    SessionStore store = createStore();
    ToolExecutionRequest call =
        ToolExecutionRequest.builder().id("call-1").name("tool").arguments("{\"n\": 1}").build();
    ToolExecutionRequest other =
        ToolExecutionRequest.builder().id("call-2").name("tool").arguments("{}").build();
    List<ChatMessage> messages =
        List.of(
            UserMessage.from("quotes \" and \\, line\nbreaks, ünïcode, \uD83D\uDE00"),
            AiMessage.from("Let me look.", List.of(call, other)),
            ToolExecutionResultMessage.from(call, "{\"answer\": 42}"),
            ToolExecutionResultMessage.builder()
                .id("call-2")
                .toolName("tool")
                .text("no such thing")
                .isError(true)
                .build(),
            AiMessage.from("It is 42."));
    long version = store.save(KEY, SessionSnapshot.ABSENT_VERSION, messages);
    SessionSnapshot loaded = reopened(store).load(KEY);
    assertEquals(messages, loaded.messages());
    assertEquals(version, loaded.version());
  }

  @Test
  final void eachSaveMakesAnotherVersion() throws InterruptedException {
    SessionStore store = createStore();
    long first = store.save(KEY, SessionSnapshot.ABSENT_VERSION, talk("a", "b"));
    long second = store.save(KEY, first, talk("a", "b", "c", "d"));
    assertNotEquals(SessionSnapshot.ABSENT_VERSION, first);
    assertNotEquals(SessionSnapshot.ABSENT_VERSION, second);
    assertNotEquals(first, second);
    assertEquals(talk("a", "b", "c", "d"), store.load(KEY).messages());
  }

  @Test
  final void aSaveThatBuildsOnAnOldVersionIsRefusedAndChangesNothing() throws InterruptedException {
    SessionStore store = createStore();
    long first = store.save(KEY, SessionSnapshot.ABSENT_VERSION, talk("a", "b"));
    long second = store.save(KEY, first, talk("a", "b", "c", "d"));
    SessionConflictException conflict = refused(store, first, talk("a", "b", "x", "y"));
    assertEquals(KEY, conflict.key());
    assertEquals(first, conflict.expected());
    assertEquals(talk("a", "b", "c", "d"), store.load(KEY).messages());
    assertEquals(second, store.load(KEY).version());
  }

  @Test
  final void aSessionThatExistsIsNotMadeAgain() throws InterruptedException {
    SessionStore store = createStore();
    store.save(KEY, SessionSnapshot.ABSENT_VERSION, talk("a", "b"));
    refused(store, SessionSnapshot.ABSENT_VERSION, talk("x", "y"));
    assertEquals(talk("a", "b"), store.load(KEY).messages());
  }

  @Test
  final void aDeletedSessionIsAbsentAndItsVersionIsOfNoUse() throws InterruptedException {
    SessionStore store = createStore();
    long version = store.save(KEY, SessionSnapshot.ABSENT_VERSION, talk("a", "b"));
    store.delete(KEY);
    assertEquals(SessionSnapshot.ABSENT_VERSION, store.load(KEY).version());
    refused(store, version, talk("a", "b", "c", "d"));
    store.save(KEY, SessionSnapshot.ABSENT_VERSION, talk("new", "life"));
    refused(store, version, talk("a", "b", "c", "d"));
    assertEquals(talk("new", "life"), store.load(KEY).messages());
  }

  @Test
  final void deletingWhatIsNotThereDoesNothing() throws InterruptedException {
    SessionStore store = createStore();
    store.delete(KEY);
    assertEquals(SessionSnapshot.ABSENT_VERSION, store.load(KEY).version());
  }

  @Test
  final void aSnapshotDoesNotChangeWithTheSession() throws InterruptedException {
    SessionStore store = createStore();
    long version = store.save(KEY, SessionSnapshot.ABSENT_VERSION, talk("a", "b"));
    SessionSnapshot before = store.load(KEY);
    store.save(KEY, version, talk("c", "d"));
    store.delete(KEY);
    assertEquals(talk("a", "b"), before.messages());
  }

  // Names that would be one if they were only joined.
  @Test
  final void noTwoTenantsShareASession() throws InterruptedException {
    SessionStore store = createStore();
    List<SessionKey> keys =
        List.of(
            SessionKey.of("s"),
            SessionKey.of("a", "s"),
            SessionKey.of("b", "s"),
            SessionKey.of("a", "b:s"),
            SessionKey.of("a:b", "s"),
            SessionKey.of("a/b", "s"),
            SessionKey.of("a", "b/s"),
            SessionKey.of("a/s"),
            SessionKey.of("a:s"),
            SessionKey.of("1:as"),
            SessionKey.of("tenant:1:as"),
            SessionKey.of("A", "s"),
            SessionKey.of("a", "S"));
    for (int i = 0; i < keys.size(); i++) {
      assertEquals(
          SessionSnapshot.ABSENT_VERSION, store.load(keys.get(i)).version(), "" + keys.get(i));
      store.save(keys.get(i), SessionSnapshot.ABSENT_VERSION, talk("of " + i, "fine"));
    }
    for (int i = 0; i < keys.size(); i++) {
      assertEquals(talk("of " + i, "fine"), store.load(keys.get(i)).messages(), "" + keys.get(i));
    }
  }

  private static SessionConflictException refused(
      SessionStore store, long expected, List<ChatMessage> messages) {
    return assertThrows(SessionConflictException.class, () -> store.save(KEY, expected, messages));
  }

  // ---- many writers

  @Test
  final void ofManyWhoBuildOnOneStateExactlyOneWins() throws InterruptedException {
    SessionStore store = createStore();
    long version = SessionSnapshot.ABSENT_VERSION;
    for (int round = 0; round < SAVES_PER_THREAD; round++) {
      long expected = version;
      int number = round;
      List<Long> won =
          inParallel(
              thread -> {
                try {
                  return store.save(KEY, expected, talk("round " + number, "by " + thread));
                } catch (SessionConflictException e) {
                  return SessionSnapshot.ABSENT_VERSION;
                }
              });
      List<Long> winners =
          won.stream().filter(saved -> saved != SessionSnapshot.ABSENT_VERSION).toList();
      assertEquals(1, winners.size(), "winners of round " + round);
      version = winners.getFirst();
      assertEquals(
          talk("round " + round, "by " + won.indexOf(version)), store.load(KEY).messages());
    }
  }

  @Test
  final void nothingIsLostIfEveryLoserTriesAgain() throws InterruptedException {
    SessionStore store = createStore();
    inParallel(
        thread -> {
          for (int i = 0; i < SAVES_PER_THREAD; i++) {
            append(store, thread + "/" + i);
          }
          return thread;
        });
    List<ChatMessage> all = store.load(KEY).messages();
    assertEquals(THREADS * SAVES_PER_THREAD, all.size());
    assertEquals(all.size(), all.stream().distinct().count());
  }

  private static void append(SessionStore store, String said) throws InterruptedException {
    while (true) {
      SessionSnapshot before = store.load(KEY);
      List<ChatMessage> messages = new ArrayList<>(before.messages());
      messages.add(UserMessage.from(said));
      try {
        store.save(KEY, before.version(), List.copyOf(messages));
        return;
      } catch (SessionConflictException e) {
        // somebody else was first; on with what they left
      }
    }
  }

  @Test
  final void nobodySeesHalfASave() throws InterruptedException {
    SessionStore store = createStore();
    inParallel(
        thread -> {
          for (int i = 0; i < SAVES_PER_THREAD; i++) {
            SessionSnapshot seen = store.load(KEY);
            assertTrue(seen.messages().stream().distinct().count() <= 1, "a mixture was loaded");
            boolean absent = seen.version() == SessionSnapshot.ABSENT_VERSION;
            assertEquals(absent, seen.messages().isEmpty(), "version and messages belong together");
            ChatMessage own = UserMessage.from(thread + "/" + i);
            try {
              store.save(KEY, seen.version(), List.of(own, own, own, own));
            } catch (SessionConflictException e) {
              // as it should be: somebody else was first
            }
          }
          return thread;
        });
  }

  @Test
  final void anInterruptIsThrownOrLeftSetAndNeverLost() throws InterruptedException {
    SessionStore store = createStore();
    long before = store.save(KEY, SessionSnapshot.ABSENT_VERSION, talk("a", "b"));
    Background<Long> saving =
        Background.start(
            time(),
            "contract-interrupted",
            () -> {
              time().interrupt(Thread.currentThread());
              return store.save(KEY, before, talk("a", "b", "c", "d"));
            });
    Background.Ending<Long> ending = saving.await(patience(), "an interrupted save");
    SessionSnapshot after = store.load(KEY);
    if (ending.thrown() == null) {
      assertTrue(ending.flagSet(), "the save swallowed the interrupt");
      assertEquals(talk("a", "b", "c", "d"), after.messages());
    } else {
      assertInstanceOf(InterruptedException.class, ending.thrown());
      assertTrue(
          List.of(talk("a", "b"), talk("a", "b", "c", "d")).contains(after.messages()),
          "an interrupted save must be whole or not at all");
    }
  }

  /** Work of one of several threads. */
  @FunctionalInterface
  private interface Work<T> {
    T run(int thread) throws InterruptedException;
  }

  private <T> List<T> inParallel(Work<T> work) throws InterruptedException {
    List<Background<T>> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      Callable<T> body = () -> work.run(number);
      threads.add(Background.start(time(), "contract-" + i, body));
    }
    List<T> results = new ArrayList<>();
    for (Background<T> thread : threads) {
      results.add(thread.await(patience(), "a thread that saves").valueOrThrow());
    }
    return results;
  }
}

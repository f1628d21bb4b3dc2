package dev.agentruntime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChatMemoryAdaptersTest {
  private static final SessionKey S = SessionKey.of("s");
  private static final List<ChatMessage> TALK = List.of(Talk.user("q"), Talk.answer("a"));
  private static final List<ChatMessage> MORE = List.of(Talk.user("q"), Talk.answer("b"));

  @Test
  void aWriterThatKnowsNoVersionIsNoticedAllTheSame() throws InterruptedException {
    ChatMemoryStore memory = new InMemoryChatMemoryStore();
    ChatMemorySessions sessions = ChatMemorySessions.in(memory);
    long version = sessions.save(S, SessionSnapshot.ABSENT_VERSION, TALK);
    memory.updateMessages("s", MORE);
    assertThrows(SessionConflictException.class, () -> sessions.save(S, version, TALK));
    assertEquals(MORE, memory.getMessages("s"));
  }

  /** Keeps text, as most stores do, and gives back messages it made anew. */
  private static final class JsonMemories implements ChatMemoryStore {
    private final Map<Object, String> texts = new HashMap<>();

    @Override
    public List<ChatMessage> getMessages(Object memoryId) {
      return ChatMessageDeserializer.messagesFromJson(texts.getOrDefault(memoryId, "[]"));
    }

    @Override
    public void updateMessages(Object memoryId, List<ChatMessage> messages) {
      texts.put(memoryId, ChatMessageSerializer.messagesToJson(messages));
    }

    @Override
    public void deleteMessages(Object memoryId) {
      texts.remove(memoryId);
    }
  }

  @Test
  void aVersionOutlivesTheWayThroughJson() throws InterruptedException {
    ChatMemorySessions sessions = ChatMemorySessions.in(new JsonMemories());
    List<ChatMessage> talk = new ArrayList<>();
    talk.add(Talk.user("q"));
    talk.addAll(Talk.turn("t", 2));
    long first = sessions.save(S, SessionSnapshot.ABSENT_VERSION, talk);
    assertEquals(first, sessions.load(S).version());
    talk.add(Talk.answer("a"));
    long second = sessions.save(S, first, talk);
    assertNotEquals(first, second);
    assertEquals(talk, sessions.load(S).messages());
  }

  @Test
  void whatTheRuntimeStoresSurvivesLangchain4jsJson() {
    Conversation conversation =
        Conversation.empty(ConversationWindow.defaults())
            .plus(Talk.user("q"))
            .plus(Talk.turn("t", 2))
            .plus(Talk.answer("a"));
    assertEquals(
        conversation.messages(),
        ChatMessageDeserializer.messagesFromJson(
            ChatMessageSerializer.messagesToJson(conversation.messages())));
  }

  @Test
  void noTwoSessionsHaveTheSameMemoryId() {
    List<SessionKey> keys =
        List.of(
            S,
            SessionKey.of("t", "s"),
            SessionKey.of("tenant:1:ts"),
            SessionKey.of("tenant:0:s"),
            SessionKey.of("tenant:s"),
            SessionKey.of("ts", "x"),
            SessionKey.of("t", "sx"));
    assertEquals(keys.size(), keys.stream().map(ChatMemorySessions::memoryId).distinct().count());
    assertEquals("s", ChatMemorySessions.memoryId(S));
  }

  @Test
  void aSessionIsAChatMemoryForCodeThatHasOne() throws InterruptedException {
    InMemorySessionStore sessions = new InMemorySessionStore();
    SessionChatMemories memories =
        SessionChatMemories.in(sessions, id -> SessionKey.of("tenant", (String) id));
    assertEquals(List.of(), memories.getMessages("s"));
    List<ChatMessage> theirs = new ArrayList<>(TALK);
    theirs.addFirst(SystemMessage.from("be brief"));
    memories.updateMessages("s", theirs);
    theirs.clear();
    assertEquals(3, memories.getMessages("s").size());
    assertEquals(3, sessions.load(SessionKey.of("tenant", "s")).messages().size());
    memories.updateMessages("s", MORE);
    assertEquals(MORE, memories.getMessages("s"));
    memories.deleteMessages("s");
    assertEquals(0, sessions.size());
  }

  @Test
  void aMemoryThatWritesMakesARunThatIsGoingOnLoseItsSave() throws InterruptedException {
    InMemorySessionStore sessions = new InMemorySessionStore();
    long loaded = sessions.save(S, SessionSnapshot.ABSENT_VERSION, TALK);
    SessionChatMemories.in(sessions).updateMessages("s", MORE);
    assertThrows(SessionConflictException.class, () -> sessions.save(S, loaded, TALK));
  }

  @Test
  void anInterruptEndsInATypedExceptionAndTheFlagIsSet() {
    SessionStore blocking =
        new SessionStore() {
          @Override
          public SessionSnapshot load(SessionKey key) throws InterruptedException {
            throw new InterruptedException("as a driver would");
          }

          @Override
          public long save(SessionKey key, long expected, List<ChatMessage> messages)
              throws InterruptedException {
            throw new InterruptedException("as a driver would");
          }

          @Override
          public void delete(SessionKey key) throws InterruptedException {
            throw new InterruptedException("as a driver would");
          }
        };
    SessionChatMemories memories = SessionChatMemories.in(blocking);
    assertThrows(SessionStoreException.class, () -> memories.getMessages("s"));
    assertTrue(Thread.interrupted());
    assertThrows(SessionStoreException.class, () -> memories.updateMessages("s", TALK));
    assertTrue(Thread.interrupted());
    assertThrows(SessionStoreException.class, () -> memories.deleteMessages("s"));
    assertTrue(Thread.interrupted());
  }
}

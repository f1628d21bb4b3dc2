package dev.agentruntime.middleware.redact.boundary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.agentruntime.middleware.internal.text.TextRule;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages are looked through once, and by whom nobody else waits. */
class SeenMessagesTest {
  private final SeenMessages seen = new SeenMessages();
  private final List<String> asked = new ArrayList<>();

  private final Messages rule =
      new Messages(
          new TextRule() {
            @Override
            public boolean isClean(String text) {
              return false;
            }

            @Override
            public String apply(@Nullable String name, String text) {
              assertFalse(Thread.holdsLock(seen), "foreign code must not run under a lock");
              asked.add(text);
              return text.replace("secret", "***");
            }
          });

  private static List<ChatMessage> said(String... texts) {
    List<ChatMessage> messages = new ArrayList<>();
    for (String text : texts) {
      messages.add(UserMessage.from(text));
    }
    return messages;
  }

  @Test
  void detectorsAndVaultsRunUnderNoLock() {
    assertEquals(said("a ***"), seen.changed(said("a secret"), rule));
  }

  @Test
  void eachMessageIsLookedThroughOnce() {
    List<ChatMessage> messages = said("one", "two secret");
    List<ChatMessage> first = seen.changed(messages, rule);
    messages.addAll(said("three"));
    List<ChatMessage> second = seen.changed(messages, rule);
    assertEquals(List.of("one", "two secret", "three"), asked);
    assertSame(first.getLast(), second.get(1));
    assertEquals(said("one", "two ***", "three"), second);
  }

  @Test
  void aRequestWithNothingToChangeStaysTheSame() {
    List<ChatMessage> messages = said("one", "two");
    assertSame(messages, seen.changed(messages, rule));
    assertSame(messages, seen.changed(messages, rule));
    assertEquals(2, asked.size());
  }

  @Test
  void whatIsSaidOnceIsForgotten() {
    List<ChatMessage> lasting = said("one", "two");
    for (int i = 0; i < 100; i++) {
      List<ChatMessage> messages = new ArrayList<>(lasting);
      messages.addAll(said("nudge secret"));
      assertEquals(said("one", "two", "nudge ***"), seen.changed(messages, rule));
    }
    assertEquals(102, asked.size());
  }
}

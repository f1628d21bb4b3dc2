package dev.agentruntime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.time.TimeSource;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ConversationTest {
  private static final ConversationWindow WIDE = ConversationWindow.messages(1_000);

  @Test
  void addingLeavesTheOldConversationAsItWas() {
    Conversation one = Conversation.empty(WIDE).plus(Talk.user("a"));
    List<ChatMessage> before = one.messages();
    Conversation two = one.plus(Talk.answer("b"));
    assertEquals(List.of(Talk.user("a")), before);
    assertEquals(List.of(Talk.user("a"), Talk.answer("b")), two.messages());
  }

  @Test
  void twoThatGrowFromOneAreIndependent() {
    Conversation one = Conversation.empty(WIDE).plus(Talk.user("a"));
    Conversation left = one.plus(Talk.answer("left"));
    Conversation right = one.plus(Talk.answer("right"));
    assertEquals(List.of(Talk.user("a"), Talk.answer("left")), left.messages());
    assertEquals(List.of(Talk.user("a"), Talk.answer("right")), right.messages());
  }

  @Test
  void manyThreadsThatGrowFromOneDoNotDisturbEachOther() throws InterruptedException {
    TimeSource time = TimeSource.system();
    Conversation shared = Conversation.empty(WIDE).plus(Talk.user("a"));
    List<Conversation> grown = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      String name = "t" + t;
      threads.add(
          time.start(
              name,
              () -> {
                Conversation own = shared;
                for (int i = 0; i < 200; i++) {
                  own = own.plus(Talk.answer(name));
                }
                grown.add(own);
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(8, grown.size());
    for (Conversation own : grown) {
      assertEquals(201, own.size());
      assertEquals(2, own.messages().stream().distinct().count());
    }
    assertEquals(1, shared.size());
  }

  @Test
  void trimmingNeverCutsBetweenCallAndResult() {
    Conversation conversation = Conversation.empty(ConversationWindow.messages(5));
    conversation = conversation.plus(Talk.user("a")).plus(Talk.turn("t", 3));
    assertEquals(5, conversation.size());
    conversation = conversation.plus(Talk.answer("b"));
    assertEquals(List.of(Talk.user("a"), Talk.answer("b")), conversation.messages());
  }

  @Test
  void theUserMessageOfAnExchangeStaysWhileATurnOfItIsLeft() {
    Conversation conversation =
        Conversation.empty(ConversationWindow.messages(4)).plus(Talk.user("old"));
    conversation = conversation.plus(Talk.answer("old answer")).plus(Talk.user("task"));
    for (int i = 0; i < 10; i++) {
      conversation = conversation.plus(Talk.turn("t" + i, 1));
    }
    assertEquals(Talk.user("task"), conversation.messages().getFirst());
    assertEquals(Talk.turn("t9", 1), conversation.messages().subList(1, 3));
    assertEquals(3, conversation.size());
  }

  @Test
  void theNewestTurnAndItsQuestionStayEvenIfTheyAloneAreTooLong() {
    Conversation conversation =
        Conversation.empty(ConversationWindow.messages(3))
            .plus(Talk.user("old"))
            .plus(Talk.answer("old"))
            .plus(Talk.user("task"))
            .plus(Talk.turn("small", 1))
            .plus(Talk.turn("big", 7));
    assertEquals(9, conversation.size());
    assertEquals(Talk.user("task"), conversation.messages().getFirst());
    assertEquals(
        List.of(Talk.user("task"), Talk.answer("done")),
        conversation.plus(Talk.answer("done")).messages());
  }

  @Test
  void theFirstUserMessageStaysIfTheWindowKeepsIt() {
    Conversation conversation =
        Conversation.empty(ConversationWindow.messages(4).keepingFirstUserMessage());
    for (int i = 0; i < 10; i++) {
      conversation = conversation.plus(Talk.user("q" + i)).plus(Talk.answer("a" + i));
    }
    assertEquals(
        List.of(Talk.user("q0"), Talk.user("q9"), Talk.answer("a9")), conversation.messages());
    Conversation loaded =
        Conversation.of(
            new ArrayList<>(conversation.messages()),
            ConversationWindow.messages(4).keepingFirstUserMessage());
    assertEquals(
        List.of(Talk.user("q0"), Talk.user("new"), Talk.answer("a")),
        loaded.plus(Talk.user("new")).plus(Talk.answer("a")).messages());
  }

  @Test
  void aWindowOfTokensCountsWhatItsEstimatorSays() {
    ConversationWindow window =
        ConversationWindow.tokens(100, new FixedCount(text -> text.length()));
    Conversation conversation = Conversation.empty(window);
    for (int i = 0; i < 9; i++) {
      conversation = conversation.plus(Talk.user("x".repeat(30))).plus(Talk.answer("y".repeat(20)));
      assertTrue(conversation.weight() <= 100);
    }
    assertEquals(4, conversation.size());
    assertEquals(100, conversation.weight());
  }

  @Test
  void whatIsNotWholeIsRefusedAndThePlaceNamed() {
    Conversation conversation = Conversation.empty(WIDE).plus(Talk.user("a"));
    List<ChatMessage> turn = Talk.turn("secret", 2);
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class, () -> conversation.plus(turn.subList(0, 2)))
                .getMessage());
    assertTrue(message.contains("message 2"), message);
    assertFalse(message.contains("secret"), message);
    assertThrows(IllegalArgumentException.class, () -> conversation.plus(turn.get(1)));
    assertThrows(
        IllegalArgumentException.class, () -> conversation.plus(SystemMessage.from("be brief")));
    assertThrows(
        IllegalArgumentException.class,
        () -> Conversation.empty(WIDE).plus(AiMessage.from("hello")));
    assertEquals(1, conversation.size());
  }

  @Test
  void itsOwnListIsTakenBackWithoutACopy() {
    Conversation conversation = Conversation.empty(WIDE).plus(Talk.user("a"));
    assertSame(conversation, Conversation.of(conversation.messages(), WIDE));
    assertEquals(
        1, Conversation.of(conversation.messages(), ConversationWindow.messages(2)).size());
    assertThrows(
        UnsupportedOperationException.class, () -> conversation.messages().add(Talk.user("b")));
  }

  @Test
  void toStringSaysNothingThatWasSaid() {
    Conversation conversation = Conversation.empty(WIDE).plus(Talk.user("canary"));
    assertFalse(conversation.toString().contains("canary"));
    assertFalse(new SessionSnapshot(1, conversation.messages()).toString().contains("canary"));
  }

  @Test
  void anyConversationIsAlwaysValidAndNeverLongerThanItsWindow() {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      ConversationWindow window = window(random);
      Conversation conversation = Conversation.empty(window);
      List<ChatMessage> said = new ArrayList<>();
      for (int step = 0; step < 40; step++) {
        List<ChatMessage> next = next(random, said.isEmpty(), step);
        Conversation grown = conversation.plus(next);
        said.addAll(next);
        check(seed, grown, window, said);
        conversation = random.nextInt(20) == 0 ? reloaded(grown, window) : grown;
      }
    }
  }

  private static ConversationWindow window(Random random) {
    int max = 2 + random.nextInt(12);
    ConversationWindow window =
        random.nextBoolean()
            ? ConversationWindow.messages(max)
            : ConversationWindow.tokens(max, new FixedCount(text -> 1 + text.length() % 3));
    return random.nextBoolean() ? window : window.keepingFirstUserMessage();
  }

  private static List<ChatMessage> next(Random random, boolean first, int step) {
    int kind = first ? 0 : random.nextInt(5);
    return switch (kind) {
      case 0 -> List.of(Talk.user("q" + "x".repeat(random.nextInt(3)) + step));
      case 1 -> List.of(Talk.answer("a" + step));
      default -> Talk.turn("s" + step, 1 + random.nextInt(4));
    };
  }

  private static Conversation reloaded(Conversation conversation, ConversationWindow window) {
    return Conversation.of(new ArrayList<>(conversation.messages()), window);
  }

  private static void check(
      long seed, Conversation grown, ConversationWindow window, List<ChatMessage> said) {
    List<ChatMessage> left = grown.messages();
    assertEquals(List.of(), Talk.faults(left), () -> "seed " + seed);
    assertEquals(left.size(), grown.size(), () -> "seed " + seed);
    long weight = left.stream().mapToLong(window::weigh).sum();
    assertEquals(weight, grown.weight(), () -> "seed " + seed);
    assertEquals(said.getLast(), left.getLast(), () -> "seed " + seed);
    assertEquals(List.of(left.toArray()), left, () -> "seed " + seed);
    boolean onlyNewest = left.stream().filter(AiMessage.class::isInstance).count() <= 1;
    assertTrue(weight <= window.max() || onlyNewest, () -> "seed " + seed + ": " + weight);
    if (window.keepsFirst()) {
      assertTrue(
          left.getFirst().equals(said.getFirst()) && left.getFirst() instanceof UserMessage,
          () -> "seed " + seed);
    }
  }
}

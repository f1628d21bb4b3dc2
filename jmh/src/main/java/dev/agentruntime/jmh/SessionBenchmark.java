package dev.agentruntime.jmh;

import dev.agentruntime.session.Conversation;
import dev.agentruntime.session.ConversationWindow;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What do a new conversation and one more message in a full one cost? Beside it: a deque, the least
 * that keeps a window but gives no snapshot and trims at any message; and a list copied for each
 * addition, as a memory does that reads its store, adds, trims, and writes it back.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SessionBenchmark {
  private static final ChatMessage QUESTION = UserMessage.from("What is the weather in Tokyo?");
  private static final ChatMessage ANSWER = AiMessage.from("It is 21 degrees and clear in Tokyo.");

  /** How many messages are kept. */
  @Param({"20", "1000"})
  public int window;

  private ConversationWindow bound;
  private Conversation conversation;
  private ArrayDeque<ChatMessage> deque;
  private List<ChatMessage> copied;
  private boolean question;

  /** Fills all contestants. */
  @Setup
  public void setUp() {
    bound = ConversationWindow.messages(window);
    conversation = Conversation.empty(bound);
    deque = new ArrayDeque<>();
    copied = List.of();
    for (int i = 0; i < window; i++) {
      addToConversation();
      baselineAddToDeque();
      baselineAddToCopiedList();
    }
    if (conversation.size() < window - 1 || copied.size() != window) {
      throw new IllegalStateException("not full: " + conversation + ", " + copied.size());
    }
  }

  private ChatMessage next() {
    question = !question;
    return question ? QUESTION : ANSWER;
  }

  /** A conversation, and what a user said first. */
  @Benchmark
  public Conversation newConversation() {
    return Conversation.empty(bound).plus(QUESTION);
  }

  /** The same with a list. */
  @Benchmark
  public List<ChatMessage> baselineNewList() {
    List<ChatMessage> list = new ArrayList<>();
    list.add(QUESTION);
    return list;
  }

  /** One message more, the oldest turn goes; what was there before stays as it was. */
  @Benchmark
  public Conversation addToConversation() {
    conversation = conversation.plus(next());
    return conversation;
  }

  /** The same with a deque. */
  @Benchmark
  public ArrayDeque<ChatMessage> baselineAddToDeque() {
    deque.add(QUESTION);
    if (deque.size() > window) {
      deque.poll();
    }
    return deque;
  }

  /** The same with a copy for each addition. */
  @Benchmark
  public List<ChatMessage> baselineAddToCopiedList() {
    List<ChatMessage> next = new ArrayList<>(copied);
    next.add(QUESTION);
    if (next.size() > window) {
      next.removeFirst();
    }
    copied = next;
    return copied;
  }
}

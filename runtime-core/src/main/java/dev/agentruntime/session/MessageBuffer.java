package dev.agentruntime.session;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Messages in a row, shared by the conversations that grew from one another. A slot is written
 * once, by whoever claimed it, before the conversation it belongs to is made; a conversation only
 * looks at slots below its own end. Safe for use by many threads.
 */
final class MessageBuffer {
  static final MessageBuffer EMPTY = new MessageBuffer(0, false);

  private static final VarHandle CLAIMED;

  static {
    try {
      CLAIMED = MethodHandles.lookup().findVarHandle(MessageBuffer.class, "claimed", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final @Nullable ChatMessage[] slots;

  /** The weight of each message and all before it in this buffer; null if each weighs one. */
  private final long @Nullable [] sums;

  /** Slots below are taken. */
  @SuppressWarnings("UnusedVariable") // through CLAIMED
  private volatile int claimed;

  MessageBuffer(int capacity, boolean weighed) {
    this.slots = new ChatMessage[capacity];
    this.sums = weighed ? new long[capacity] : null;
  }

  /** Takes slots at the end, if they are there and nobody else has them. */
  boolean claim(int at, int count) {
    return count <= slots.length - at && CLAIMED.compareAndSet(this, at, at + count);
  }

  /** Writes into a slot that was claimed, in order. */
  void put(int at, ChatMessage message, ConversationWindow window) {
    slots[at] = message;
    if (sums != null) {
      sums[at] = window.weigh(message) + (at == 0 ? 0 : sums[at - 1]);
    }
  }

  /** Copies a range of another buffer with its weights to the beginning of this one. */
  void copy(MessageBuffer other, int from, int to) {
    System.arraycopy(other.slots, from, slots, 0, to - from);
    if (sums != null && other.sums != null) {
      for (int i = from; i < to; i++) {
        sums[i - from] = other.weight(from, i + 1);
      }
    }
    CLAIMED.setRelease(this, to - from);
  }

  ChatMessage at(int slot) {
    return Objects.requireNonNull(slots[slot]);
  }

  boolean isUser(int slot) {
    return slots[slot] instanceof UserMessage;
  }

  /** The weight of a range. */
  long weight(int from, int to) {
    if (sums == null || from == to) {
      return (long) to - from;
    }
    return sums[to - 1] - (from == 0 ? 0 : sums[from - 1]);
  }

  /** Where the turn ends that begins at a slot; {@code to} if none begins before it. */
  int endOfTurn(int from, int to) {
    int end = Math.min(from + 1, to);
    while (end < to && slots[end] instanceof ToolExecutionResultMessage) {
      end++;
    }
    return end;
  }

  void copyInto(Object[] target, int at, int from, int to) {
    System.arraycopy(slots, from, target, at, to - from);
  }

  /** Whether a message is a turn by itself. */
  static boolean isWhole(ChatMessage message) {
    return message instanceof UserMessage
        || (message instanceof AiMessage answer && !answer.hasToolExecutionRequests());
  }

  /**
   * Fails unless the messages are whole turns, one after the other: user messages, and answers each
   * directly followed by the results of its calls, in their order.
   */
  static void checkWhole(List<? extends ChatMessage> messages) {
    int at = 0;
    while (at < messages.size()) {
      ChatMessage message = Objects.requireNonNull(messages.get(at++), "message");
      if (message instanceof AiMessage answer) {
        for (int call = 0; call < answer.toolExecutionRequests().size(); call++, at++) {
          checkResult(answer.toolExecutionRequests().get(call).id(), messages, at);
        }
      } else if (message instanceof ToolExecutionResultMessage) {
        throw new IllegalArgumentException(
            "message " + (at - 1) + " is the result of no call before it");
      } else if (message instanceof SystemMessage) {
        throw new IllegalArgumentException(
            "message " + (at - 1) + " is a system message; instructions are the agent's");
      }
    }
  }

  private static void checkResult(
      @Nullable String id, List<? extends ChatMessage> messages, int at) {
    boolean answered =
        id != null
            && at < messages.size()
            && messages.get(at) instanceof ToolExecutionResultMessage result
            && id.equals(result.id());
    if (!answered) {
      throw new IllegalArgumentException(
          "message " + at + " is not the result of the call that needs one there");
    }
  }
}

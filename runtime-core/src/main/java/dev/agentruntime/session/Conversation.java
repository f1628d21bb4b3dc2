package dev.agentruntime.session;

import dev.agentruntime.session.Strand.Head;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * A conversation no longer than its {@link ConversationWindow}, and valid for every provider: it
 * begins with a user message, every tool call is directly followed by its result, and there is no
 * system message in it. Adding gives a new conversation and leaves the old one as it was.
 *
 * <p>Adding costs no copy of the conversation: those that grew from one another share their
 * messages, and every so often, as many additions apart as the conversation is long, what is left
 * is moved to a new place. Two conversations grown from the same one are independent; the second to
 * grow is copied once.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class Conversation {
  /** Free slots beside half as many as are taken: few moves for short conversations too. */
  private static final int LEAST_FREE = 24;

  private final Strand strand;
  private final int from;
  private final int to;

  private Conversation(Strand strand, int from, int to) {
    this.strand = strand;
    this.from = from;
    this.to = to;
  }

  /**
   * A conversation in which nothing was said.
   *
   * @param window how much is kept of what will be said
   * @return a new conversation
   */
  public static Conversation empty(ConversationWindow window) {
    Objects.requireNonNull(window, "window");
    return new Conversation(new Strand(window, MessageBuffer.EMPTY, Head.NONE), 0, 0);
  }

  /**
   * A conversation of messages that were said before; as many of the newest as the window keeps.
   *
   * @param messages whole turns, the first a user message; what {@link #messages()} of a
   *     conversation with the same window gave is not copied
   * @param window how much is kept
   * @return a conversation
   * @throws IllegalArgumentException as {@link #plus(List)}
   */
  public static Conversation of(List<? extends ChatMessage> messages, ConversationWindow window) {
    if (messages instanceof Messages known && known.conversation.strand.window() == window) {
      return known.conversation;
    }
    return empty(window).plus(messages);
  }

  /**
   * Whether a list is what {@link #messages()} of some conversation gave, and so is known to be
   * valid.
   *
   * @param messages any list
   * @return true if it need not be looked at
   */
  public static boolean isOne(List<? extends ChatMessage> messages) {
    return messages instanceof Messages;
  }

  /** The list itself if it cannot change, else a copy. */
  static List<ChatMessage> unchanging(List<ChatMessage> messages) {
    return messages instanceof Messages ? messages : List.copyOf(messages);
  }

  /**
   * This conversation and what was said next: one message that is whole by itself.
   *
   * @param message a user message, or an answer without tool calls
   * @return a new conversation, with what no longer fits gone
   * @throws IllegalArgumentException as {@link #plus(List)}
   */
  public Conversation plus(ChatMessage message) {
    if (!MessageBuffer.isWhole(message)) {
      return plus(List.of(message)); // which says what is wrong with it
    }
    checkBeginning(message);
    Conversation room = withRoom(1);
    room.strand.buffer().put(room.to, message, strand.window());
    return fitted(room.strand, room.from, room.to + 1);
  }

  /**
   * This conversation and what was said next. Nothing in between is trimmed, so a turn is added
   * with all its results, or not at all.
   *
   * @param turns user messages, and answers with the results of all their tool calls directly after
   *     them, in the order of the calls
   * @return a new conversation, with what no longer fits gone
   * @throws IllegalArgumentException if a call has no result or a result no call, if there is a
   *     system message, or if the conversation would not begin with a user message; names the place
   */
  public Conversation plus(List<? extends ChatMessage> turns) {
    int added = turns.size();
    if (added == 0) {
      return this;
    }
    MessageBuffer.checkWhole(turns);
    checkBeginning(turns.getFirst());
    Conversation room = withRoom(added);
    for (int i = 0; i < added; i++) {
      room.strand.buffer().put(room.to + i, turns.get(i), strand.window());
    }
    return fitted(room.strand, room.from, room.to + added);
  }

  private void checkBeginning(ChatMessage next) {
    if (from == to && !(next instanceof UserMessage)) {
      throw new IllegalArgumentException(
          "a conversation must begin with a user message, not with " + next.type());
    }
  }

  /** The same, in a buffer in which slots for what comes next are claimed. */
  private Conversation withRoom(int added) {
    return strand.buffer().claim(to, added) ? this : moved(added);
  }

  private Conversation moved(int added) {
    int size = to - from;
    int capacity = size + added + (size + added) / 2 * 3 + LEAST_FREE;
    MessageBuffer buffer = new MessageBuffer(capacity, !strand.window().countsMessages());
    buffer.copy(strand.buffer(), from, to);
    buffer.claim(size, added);
    return new Conversation(new Strand(strand.window(), buffer, strand.head()), 0, size);
  }

  /** Drops the oldest turns until the rest fits or only the newest is left. */
  private static Conversation fitted(Strand strand, int from, int to) {
    ConversationWindow window = strand.window();
    MessageBuffer buffer = strand.buffer();
    Head head = strand.head();
    int start = from;
    while (head.weight() + buffer.weight(start, to) > window.max()) {
      ChatMessage lead = head.lead();
      int turn = lead == null ? start + 1 : start;
      boolean unanswered = lead == null && turn < to && buffer.isUser(turn);
      int end = unanswered ? turn : buffer.endOfTurn(turn, to);
      if (end >= to) {
        break;
      }
      ChatMessage asked = lead == null ? buffer.at(start) : lead;
      long weight = lead == null ? buffer.weight(start, start + 1) : head.leadWeight();
      head =
          buffer.isUser(end)
              ? head.over(asked, weight, window.keepsFirst())
              : head.leading(asked, weight);
      start = end;
    }
    return new Conversation(strand.with(head), start, to);
  }

  /**
   * How many messages are left.
   *
   * @return a count
   */
  public int size() {
    return strand.head().size() + to - from;
  }

  /**
   * What the window counts them as.
   *
   * @return messages or tokens, at most the window's bound unless the newest turn alone exceeds it
   */
  public long weight() {
    return strand.head().weight() + strand.buffer().weight(from, to);
  }

  /**
   * The messages that are left.
   *
   * @return an unmodifiable view that never changes, oldest first
   */
  public List<ChatMessage> messages() {
    return new Messages(this);
  }

  /** Sizes only: messages may hold secrets. */
  @Override
  public String toString() {
    return "Conversation(" + size() + " messages, window " + strand.window() + ")";
  }

  /** A conversation as a list. Immutable. */
  private static final class Messages extends AbstractList<ChatMessage> implements RandomAccess {
    private final Conversation conversation;

    Messages(Conversation conversation) {
      this.conversation = conversation;
    }

    @Override
    public int size() {
      return conversation.size();
    }

    @Override
    public ChatMessage get(int index) {
      Objects.checkIndex(index, size());
      Head head = conversation.strand.head();
      int inBuffer = index - head.size();
      if (inBuffer >= 0) {
        return conversation.strand.buffer().at(conversation.from + inBuffer);
      }
      ChatMessage first = head.first();
      return Objects.requireNonNull(index == 0 && first != null ? first : head.lead());
    }

    @Override
    public Object[] toArray() {
      Object[] all = new Object[size()];
      int inHead = conversation.strand.head().size();
      for (int i = 0; i < inHead; i++) {
        all[i] = get(i);
      }
      conversation.strand.buffer().copyInto(all, inHead, conversation.from, conversation.to);
      return all;
    }
  }
}

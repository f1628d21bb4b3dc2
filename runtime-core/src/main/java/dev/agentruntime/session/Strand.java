package dev.agentruntime.session;

import dev.langchain4j.data.message.ChatMessage;
import org.jspecify.annotations.Nullable;

/**
 * What conversations that grew from one another have in common. Immutable, but for the buffer's
 * free slots.
 *
 * @param window the bound
 * @param buffer the messages
 * @param head what stands before them
 */
record Strand(ConversationWindow window, MessageBuffer buffer, Head head) {

  Strand with(Head changed) {
    return changed.equals(head) ? this : new Strand(window, buffer, changed);
  }

  /**
   * User messages that stay although what followed them is gone.
   *
   * @param first the conversation's first one, once nothing else of its exchange is left
   * @param firstWeight what it counts
   * @param lead the one that began the exchange of which the buffer's oldest turn is left
   * @param leadWeight what it counts
   */
  record Head(
      @Nullable ChatMessage first, long firstWeight, @Nullable ChatMessage lead, long leadWeight) {
    static final Head NONE = new Head(null, 0, null, 0);

    int size() {
      return (first == null ? 0 : 1) + (lead == null ? 0 : 1);
    }

    long weight() {
      return firstWeight + leadWeight;
    }

    /** The oldest turn of an exchange is gone, others are left. */
    Head leading(ChatMessage asked, long weight) {
      return asked.equals(lead) ? this : new Head(first, firstWeight, asked, weight);
    }

    /** Nothing of an exchange is left. */
    Head over(ChatMessage asked, long weight, boolean keepsFirst) {
      if (first == null && keepsFirst) {
        return new Head(asked, weight, null, 0);
      }
      return lead == null ? this : first == null ? NONE : new Head(first, firstWeight, null, 0);
    }
  }
}

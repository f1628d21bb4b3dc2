package dev.agentruntime.middleware.redact.boundary;

import dev.langchain4j.data.message.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the messages of a run, so that each is looked through once and not once per turn.
 * Knows them by identity, in their order. Safe for use by many threads.
 */
final class SeenMessages {
  private final List<ChatMessage> known = new ArrayList<>();
  private final List<ChatMessage> changed = new ArrayList<>();

  /** The changed messages; the same list if there is nothing to change. */
  @SuppressWarnings("ReferenceEquality") // the very message that was looked through
  synchronized List<ChatMessage> changed(List<ChatMessage> messages, Messages rule) {
    int at = 0;
    boolean same = true;
    for (int i = 0; i < messages.size(); i++) {
      ChatMessage message = messages.get(i);
      at = find(message, at);
      if (at == known.size()) {
        changed.add(rule.changed(message));
        known.add(message);
      }
      same &= changed.get(at) == message;
      at++;
    }
    if (known.size() > 2 * messages.size() + SLACK) {
      forgetAllBut(messages);
    }
    return same ? messages : inOrder(messages);
  }

  /** A few requests' worth of messages said once, such as a nudge to a silent model. */
  private static final int SLACK = 16;

  /** The place of a message at or behind a place, or behind all. */
  @SuppressWarnings("ReferenceEquality") // the very message that was looked through
  private int find(ChatMessage message, int from) {
    int at = from;
    while (at < known.size() && known.get(at) != message) {
      at++;
    }
    return at;
  }

  private List<ChatMessage> inOrder(List<ChatMessage> messages) {
    List<ChatMessage> made = new ArrayList<>(messages.size());
    int at = 0;
    for (ChatMessage message : messages) {
      at = find(message, at);
      made.add(changed.get(at));
      at++;
    }
    return made;
  }

  private void forgetAllBut(List<ChatMessage> messages) {
    List<ChatMessage> left = inOrder(messages);
    known.clear();
    known.addAll(messages);
    changed.clear();
    changed.addAll(left);
  }
}

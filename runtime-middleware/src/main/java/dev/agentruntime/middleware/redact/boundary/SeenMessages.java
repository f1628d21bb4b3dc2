package dev.agentruntime.middleware.redact.boundary;

import dev.langchain4j.data.message.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the messages of a run, so that each is looked through once and not once per turn.
 * Knows them by identity, in their order. Safe for use by many threads, without a lock: detectors
 * and vaults of hosts are asked here. Of two calls at a time one may be forgotten, and its messages
 * are looked through again.
 */
final class SeenMessages {
  /** A few requests' worth of messages said once, such as a nudge to a silent model. */
  private static final int SLACK = 16;

  private volatile Looked looked = new Looked(List.of(), List.of());

  /** The changed messages; the same list if there is nothing to change. */
  List<ChatMessage> changed(List<ChatMessage> messages, Messages rule) {
    Looked before = looked;
    List<ChatMessage> made = new ArrayList<>(messages.size());
    int at = 0;
    int old = 0;
    for (ChatMessage message : messages) {
      at = before.find(message, at);
      if (at < before.size()) {
        made.add(before.changed().get(at));
        at++;
        old++;
      } else { // and so will be all behind it
        made.add(rule.changed(message));
      }
    }
    looked = before.and(messages, made, old);
    return isSame(messages, made) ? messages : made;
  }

  @SuppressWarnings("ReferenceEquality") // the very message that was looked through
  private static boolean isSame(List<ChatMessage> messages, List<ChatMessage> made) {
    for (int i = 0; i < made.size(); i++) {
      if (made.get(i) != messages.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** Messages and what became of each. Immutable. */
  private record Looked(List<ChatMessage> known, List<ChatMessage> changed) {
    int size() {
      return known.size();
    }

    /** The place of a message at or behind a place, or behind all. */
    @SuppressWarnings("ReferenceEquality") // the very message that was looked through
    int find(ChatMessage message, int from) {
      int at = from;
      while (at < known.size() && known.get(at) != message) {
        at++;
      }
      return at;
    }

    /** With a request's messages from a place on; if that is too many, with its messages only. */
    Looked and(List<ChatMessage> messages, List<ChatMessage> made, int old) {
      int all = size() + messages.size() - old;
      if (all > 2 * messages.size() + SLACK) {
        return new Looked(List.copyOf(messages), List.copyOf(made));
      }
      return all == size()
          ? this
          : new Looked(
              joined(known, messages.subList(old, messages.size())),
              joined(changed, made.subList(old, made.size())));
    }

    private static List<ChatMessage> joined(List<ChatMessage> first, List<ChatMessage> second) {
      List<ChatMessage> all = new ArrayList<>(first.size() + second.size());
      all.addAll(first);
      all.addAll(second);
      return all;
    }
  }
}

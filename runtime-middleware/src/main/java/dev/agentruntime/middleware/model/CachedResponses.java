package dev.agentruntime.middleware.model;

import dev.agentruntime.time.Deadline;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers by the whole of what was asked, bounded in number and age. Reads no clock. Safe for use
 * by many threads.
 */
final class CachedResponses {
  /**
   * Who asked which model for what. Equal only if everything is; the hash finds the place, no more.
   *
   * @param tenant who asked
   * @param model which model
   * @param request for what
   */
  record Key(Optional<String> tenant, String model, ChatRequest request) {
    /** Not what was asked: it may hold secrets. */
    @Override
    public String toString() {
      return "Key(" + model + ", " + request.messages().size() + " messages)";
    }
  }

  private record Kept(ChatResponse response, long untilNanos) {}

  private final long maxAgeNanos;

  /** Guarded by its own lock; the one unused for longest first. */
  private final Map<Key, Kept> entries;

  CachedResponses(int maxEntries, Duration maxAge) {
    this.maxAgeNanos = Deadline.saturatedNanos(maxAge);
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > maxEntries;
          }
        };
  }

  Optional<ChatResponse> get(Key key, long nowNanos) {
    synchronized (entries) {
      Kept entry = entries.get(key);
      if (entry == null) {
        return Optional.empty();
      }
      if (entry.untilNanos - nowNanos <= 0) {
        entries.remove(key);
        return Optional.empty();
      }
      return Optional.of(entry.response);
    }
  }

  void put(Key key, ChatResponse response, long nowNanos) {
    synchronized (entries) {
      entries.put(key, new Kept(response, nowNanos + maxAgeNanos));
    }
  }

  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }
}

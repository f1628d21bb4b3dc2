package dev.agentruntime.chain;

import dev.agentruntime.time.TimeSource;
import dev.langchain4j.data.message.ChatMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What layers keep for one run, and the calls of it that are watched for progress. Safe for use by
 * many threads.
 */
final class RunBox extends StateBox {
  /** As many slots as a chain of a dozen layers has in a run, so that the box need not grow. */
  private static final int SLOTS = 8;

  /** Nearly always none. Replaced under this object's lock. */
  private volatile List<CallProgress> watched = List.of();

  /** Nearly always none. Replaced under this object's lock. */
  private volatile Set<String> refusedByTools = Set.of();

  /** What the run's model had been told when the calls of its turn began; null before any. */
  volatile @Nullable List<ChatMessage> told;

  RunBox() {
    super(SLOTS);
  }

  synchronized void watch(CallProgress progress) {
    List<CallProgress> more = new ArrayList<>(watched);
    more.add(progress);
    watched = List.copyOf(more);
  }

  synchronized void unwatch(CallProgress progress) {
    List<CallProgress> fewer = new ArrayList<>(watched);
    fewer.remove(progress);
    watched = List.copyOf(fewer);
  }

  synchronized void refusedByTool(String callId) {
    Set<String> more = new HashSet<>(refusedByTools);
    more.add(callId);
    refusedByTools = Set.copyOf(more);
  }

  boolean isRefusedByTool(String callId) {
    return refusedByTools.contains(callId);
  }

  /** Somebody has told of progress, on the current thread. */
  void progressed(TimeSource time) {
    List<CallProgress> calls = watched;
    if (calls.isEmpty()) {
      return;
    }
    long now = time.nanoTime();
    Thread current = Thread.currentThread();
    boolean known = false;
    for (CallProgress call : calls) {
      if (call.isOn(current)) {
        call.reported(now);
        known = true;
      }
    }
    if (!known) {
      calls.forEach(call -> call.reported(now));
    }
  }
}

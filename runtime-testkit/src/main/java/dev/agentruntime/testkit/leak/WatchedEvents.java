package dev.agentruntime.testkit.leak;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.event.RunListener;
import dev.agentruntime.stream.ModelDelta;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Keeps events, and puts together what was streamed in pieces. Safe for use by many threads. */
final class WatchedEvents implements RunListener {
  // Guarded by this object's lock.
  private final List<RunEvent> events = new ArrayList<>();
  private final Map<String, StringBuilder> streamed = new LinkedHashMap<>();
  private final Set<String> threads = new TreeSet<>();

  @Override
  public synchronized void onEvent(RunEvent event) {
    events.add(event);
    threads.add(Thread.currentThread().getName());
    if (event instanceof RunEvent.ModelStreamed piece) {
      String turn = piece.origin().runId() + "/" + piece.turn() + "/";
      switch (piece.delta()) {
        case ModelDelta.Text text -> more(turn + "text", text.text());
        case ModelDelta.Thinking thought -> more(turn + "thinking", thought.text());
        case ModelDelta.ToolCall call -> more(turn + "call/" + call.index(), call.arguments());
      }
    }
  }

  private void more(String what, String piece) {
    streamed.computeIfAbsent(what, key -> new StringBuilder()).append(piece);
  }

  synchronized List<RunEvent> events() {
    return List.copyOf(events);
  }

  /** What pieces come to. */
  synchronized List<String> streamed() {
    return streamed.values().stream().map(StringBuilder::toString).toList();
  }

  synchronized Set<String> threads() {
    return Set.copyOf(threads);
  }
}

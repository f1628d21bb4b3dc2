package dev.agentruntime.testkit.model;

import dev.agentruntime.testkit.Tally;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.List;

/** What a model with a script was asked. Safe for use by many threads. */
final class RequestLog {
  private final List<?> script;
  private final Tally asked = new Tally();

  /** Guarded by its own lock. */
  private final List<ChatRequest> requests = new ArrayList<>();

  RequestLog(List<?> script) {
    this.script = script;
  }

  /** Adds a request and returns its number, from 1, which is that of its turn in the script. */
  int add(ChatRequest request) {
    int number;
    synchronized (requests) {
      requests.add(request);
      number = requests.size();
    }
    asked.add();
    if (number > script.size()) {
      throw new AssertionError(beyond(number, request));
    }
    return number;
  }

  private String beyond(int number, ChatRequest request) {
    return "the model was asked for turn "
        + number
        + ", but its script has "
        + script.size()
        + "; asked last: "
        + Texts.last(request.messages());
  }

  List<ChatRequest> all() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  void await(int atLeast, Deadline latest, TimeSource time) throws InterruptedException {
    if (!asked.await(atLeast, latest, time)) {
      throw new AssertionError(
          "expected "
              + atLeast
              + " requests to the model, had "
              + asked.count()
              + " when time was up");
    }
  }

  void assertExhausted() {
    List<ChatRequest> all = all();
    if (all.size() > script.size()) {
      throw new AssertionError(beyond(all.size(), all.getLast()));
    }
    if (all.size() < script.size()) {
      throw new AssertionError(
          "the model was asked for "
              + all.size()
              + " of "
              + script.size()
              + " turns; the next would have been: "
              + script.get(all.size()));
    }
  }

  /** Counts only. */
  @Override
  public String toString() {
    return "asked " + asked.count() + " times, " + script.size() + " turns";
  }
}

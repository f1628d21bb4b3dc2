package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.context.Usage;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Virtual time, recorded events and watched models for one test. Closing it closes the runtimes and
 * fails the test if a conversation was ever invalid, events are not well nested, a run is still
 * alive, or a thread is left.
 *
 * <p>Used by the thread of the test.
 */
final class Stage implements AutoCloseable {
  /** For waits that only the event itself ends; virtual time does not move by them. */
  static final Deadline NEVER = Deadline.never();

  final VirtualTime time = VirtualTime.auto();
  final EventRecorder events = new EventRecorder();

  /** Guarded by its own lock. */
  private final List<String> faults = new ArrayList<>();

  private final List<AgentRuntime> runtimes = new ArrayList<>();

  /** Starts a runtime on this stage's clock and under its eyes; to be built by {@link #build}. */
  AgentRuntime.Builder runtime(ChatModel model) {
    return AgentRuntime.builder(watched(model)).time(time).listener(events);
  }

  /** The same for a streaming model. */
  AgentRuntime.Builder runtime(StreamingChatModel model) {
    return AgentRuntime.builder(model)
        .time(time)
        .listener(events)
        .modelMiddleware(
            (call, next) -> {
              List<String> found = History.faults(call.request().messages());
              synchronized (faults) {
                faults.addAll(found);
              }
              return next.handle(call);
            });
  }

  AgentRuntime build(AgentRuntime.Builder builder) {
    AgentRuntime runtime = builder.build();
    runtimes.add(runtime);
    return runtime;
  }

  /** An agent named "agent" that has all these tools. */
  Agent agent(ChatModel model, Object... tools) {
    return build(runtime(model).tools(tools)).agent("agent").build();
  }

  ChatModel watched(ChatModel model) {
    return new WatchedModel(model, faults);
  }

  /** The outcomes of a run's calls, in the order of turns and positions. */
  List<ToolOutcome> outcomes(RunResult result) {
    return ended(result).stream().map(RunEvent.ToolCallEnded::outcome).toList();
  }

  private List<RunEvent.ToolCallEnded> ended(RunResult result) {
    return ofRun(RunEvent.ToolCallEnded.class, result).stream()
        .sorted(
            Comparator.comparingInt((RunEvent.ToolCallEnded e) -> e.call().turn())
                .thenComparingInt(e -> e.call().position()))
        .toList();
  }

  /** Threads of a run that are alive, by name. */
  List<String> threadsOf(RunResult result) {
    return time.liveThreads().stream()
        .map(Thread::getName)
        .filter(name -> name.contains(result.summary().runId()))
        .toList();
  }

  /** Interrupts the calling thread from another one, once that has waited for something. */
  void interruptMeAfter(Await awaited) {
    Thread me = Thread.currentThread();
    time.start(
        "interrupter",
        () -> {
          try {
            awaited.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException("nobody should interrupt the interrupter", e);
          }
          time.interrupt(me);
        });
  }

  /** Waits for something. */
  @FunctionalInterface
  interface Await {
    void await() throws InterruptedException;
  }

  /** The events of one type of one run. */
  <E extends RunEvent> List<E> ofRun(Class<E> type, RunResult result) {
    String runId = result.summary().runId();
    return events.events(type).stream().filter(e -> e.origin().runId().equals(runId)).toList();
  }

  /**
   * Fails unless everything that counts calls counts the same: events, usage and the conversation,
   * which holds every call but those of a suspended turn.
   */
  <R extends RunResult> R checked(R result) {
    return checked(result, Usage.NONE);
  }

  /** The same for a run whose tools ran other agents, which used up {@code inside}. */
  <R extends RunResult> R checked(R result, Usage inside) {
    List<RunEvent.ToolCallEnded> ended = ended(result);
    List<String> ids = ended.stream().map(e -> e.call().callId()).toList();
    assertEquals(ids.stream().distinct().toList(), ids, "a call id with two outcomes");
    assertEquals(
        ids.size(), ofRun(RunEvent.ToolCallStarted.class, result).size(), "calls that began");
    Usage usage = result.usage();
    assertEquals(ids.size() + inside.toolCalls(), usage.toolCalls(), "tool calls in the usage");
    assertEquals(
        ofRun(RunEvent.ModelTurnEnded.class, result).size() + inside.modelCalls(),
        usage.modelCalls(),
        "model calls");
    List<String> answered =
        History.results(result.summary().messages()).stream()
            .map(ToolExecutionResultMessage::id)
            .toList();
    if (!(result instanceof RunResult.Suspended)) {
      assertEquals(ids, answered, "calls in the conversation");
    }
    assertEquals(List.of(), History.faults(result.summary().messages()), "the conversation");
    List<RunEvent.RunEnded> ends = ofRun(RunEvent.RunEnded.class, result);
    assertEquals(1, ends.size(), "ends of the run");
    assertEquals(usage, ends.getFirst().usage(), "usage in the last event");
    return result;
  }

  @Override
  public void close() {
    for (AgentRuntime runtime : runtimes) {
      runtime.close();
      assertEquals(0, runtime.liveRuns(), "live runs after closing");
    }
    synchronized (faults) {
      assertEquals(List.of(), faults, "faults of conversations");
    }
    if (!events.events().isEmpty()) {
      events.assertWellNested();
    }
    assertFalse(Thread.interrupted(), "the test's thread was left interrupted");
    time.close();
  }
}

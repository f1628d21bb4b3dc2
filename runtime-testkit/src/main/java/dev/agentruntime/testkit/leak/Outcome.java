package dev.agentruntime.testkit.leak;

import dev.agentruntime.run.RunCheckpoint;
import dev.agentruntime.run.RunNotCompletedException;
import dev.agentruntime.run.RunResult;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.util.ArrayList;
import java.util.List;

/** What a run gave back, by the places where it ends up. Confined to one thread. */
final class Outcome {
  private final List<Object> result = new ArrayList<>();
  private final List<Object> failure = new ArrayList<>();
  private final List<Object> exception = new ArrayList<>();
  private final List<Object> checkpoint = new ArrayList<>();

  void add(RunResult ended) {
    result.add(ended.toString());
    result.add(ended.text());
    result.add(ended.summary().abandonedWork());
    result.addAll(saidByOthers(ended.summary().messages()));
    switch (ended) {
      case RunResult.Completed _ -> {}
      case RunResult.Suspended suspended -> {
        result.add(suspended.pending());
        add(suspended.checkpoint());
      }
      case RunResult.Stopped stopped -> result.add(stopped.detail());
      case RunResult.Cancelled cancelled -> result.add(cancelled.cancellation());
      case RunResult.Failed failed -> failure.add(failed.error());
    }
    try {
      ended.orThrow();
    } catch (RunNotCompletedException e) {
      exception.add(e);
    }
  }

  private void add(RunCheckpoint at) {
    checkpoint.add(at.toString());
    checkpoint.addAll(saidByOthers(at.messages()));
    checkpoint.add(at.turn());
    checkpoint.add(at.calls());
    checkpoint.add(at.stop());
  }

  /** Words of the user and of the host are given back to those who gave them. */
  private static List<ChatMessage> saidByOthers(List<ChatMessage> messages) {
    return messages.stream()
        .filter(
            message ->
                message instanceof AiMessage || message instanceof ToolExecutionResultMessage)
        .toList();
  }

  List<Sink> sinks() {
    return List.of(
        new Sink("result", () -> result),
        new Sink("failure", () -> failure),
        new Sink("exception", () -> exception),
        new Sink("checkpoint", () -> checkpoint));
  }
}

package dev.agentruntime.run;

import dev.agentruntime.context.Usage;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a suspended run stands: all of its data that is needed to go on, and none of its threads,
 * closures or host objects. The turn that waits is not part of the conversation until all of its
 * calls have outcomes; those that have one keep it and are not run again. Immutable.
 *
 * @param runId the run; it keeps its identity when it goes on
 * @param agent the name of its agent
 * @param messages the conversation before the turn
 * @param turn what the model said, each call with an id of its own
 * @param calls the calls of the turn, in the order of the model
 * @param counts what the run has used up so far
 * @param timeLeft how much of its time limit the run has left; no clock runs while it is suspended
 * @param stop why the run ends after this turn, or null if it goes on
 */
public record RunCheckpoint(
    String runId,
    String agent,
    List<ChatMessage> messages,
    AiMessage turn,
    List<Call> calls,
    Counts counts,
    Duration timeLeft,
    @Nullable Stop stop) {
  /** Checks and copies the components. */
  public RunCheckpoint {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(agent, "agent");
    messages = List.copyOf(messages);
    Objects.requireNonNull(turn, "turn");
    calls = List.copyOf(calls);
    Objects.requireNonNull(counts, "counts");
    Objects.requireNonNull(timeLeft, "timeLeft");
  }

  /**
   * One call of the turn.
   *
   * @param callId the call
   * @param tool the name the model called
   * @param outcome how it ended, or null if it waits and has to enter its chain again
   */
  public record Call(String callId, String tool, @Nullable ToolOutcome outcome) {
    /** Checks the components. */
    public Call {
      Objects.requireNonNull(callId, "callId");
      Objects.requireNonNull(tool, "tool");
    }
  }

  /**
   * What a run has used up.
   *
   * @param own by itself
   * @param inside by runs inside it
   * @param callsPerTool calls by name of the tool, those of names nobody has under ""
   */
  public record Counts(Usage own, Usage inside, Map<String, Integer> callsPerTool) {
    /** Checks and copies the components. */
    public Counts {
      Objects.requireNonNull(own, "own");
      Objects.requireNonNull(inside, "inside");
      callsPerTool = Map.copyOf(callsPerTool);
    }
  }

  /**
   * A limit that was met in the turn.
   *
   * @param reason which
   * @param detail names the limit, the value and the bound
   */
  public record Stop(StopReason reason, String detail) {
    /** Checks the components. */
    public Stop {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(detail, "detail");
    }
  }

  /** Identity and numbers only: messages may hold secrets. */
  @Override
  public String toString() {
    long waiting = calls.stream().filter(call -> call.outcome() == null).count();
    return "RunCheckpoint("
        + runId
        + ", "
        + agent
        + ", "
        + waiting
        + " of "
        + calls.size()
        + " calls waiting, "
        + timeLeft
        + " left)";
  }
}

package dev.agentruntime.run;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.context.Usage;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import java.util.Optional;

/**
 * How a run ended. A run ends in exactly one of these; none is reported by an exception. The {@code
 * toString} of every type leaves out what was said. Immutable; a new type may be added in a minor
 * version.
 */
public sealed interface RunResult {

  /**
   * What is known of the run: identity, usage, conversation.
   *
   * @return the summary
   */
  RunSummary summary();

  /**
   * The answer, or as much of one as there is: the model's last text. It is for the user, and may
   * by its nature hold what users said and may see; where redaction is on, placeholders stand in
   * it. Not for logs.
   *
   * @return the text, empty if the model never said anything
   */
  String text();

  /**
   * What the run used up.
   *
   * @return counts and tokens
   */
  default Usage usage() {
    return summary().usage();
  }

  /**
   * The answer of a completed run.
   *
   * @return the text
   * @throws RunNotCompletedException if the run ended any other way; holds this result
   */
  default String orThrow() {
    if (this instanceof Completed) {
      return text();
    }
    throw new RunNotCompletedException(this);
  }

  /**
   * The model gave its answer.
   *
   * @param text the answer
   * @param summary what is known of the run
   */
  record Completed(String text, RunSummary summary) implements RunResult {
    @Override
    public String toString() {
      return "Completed(" + text.length() + " characters, " + usage() + ")";
    }
  }

  /**
   * Calls wait for somebody outside the run. The conversation in the summary ends before the turn
   * that asked for them. {@code Agent.resume} goes on.
   *
   * @param pending what is waited for
   * @param text the model's last text
   * @param summary what is known of the run
   * @param checkpoint where the run stands
   */
  record Suspended(List<Pending> pending, String text, RunSummary summary, RunCheckpoint checkpoint)
      implements RunResult {
    /** Copies the list. */
    public Suspended {
      pending = List.copyOf(pending);
    }

    @Override
    public String toString() {
      return "Suspended(" + pending.size() + " pending, " + usage() + ")";
    }
  }

  /**
   * The runtime ended the run: a limit, a loop, the deadline.
   *
   * @param reason why
   * @param detail names the limit, the value and the bound
   * @param text the model's last text: a partial answer
   * @param summary what is known of the run
   */
  record Stopped(StopReason reason, String detail, String text, RunSummary summary)
      implements RunResult {
    @Override
    public String toString() {
      return "Stopped(" + reason + ", " + detail + ", " + usage() + ")";
    }
  }

  /**
   * Somebody told the run to stop.
   *
   * @param cancellation who and why
   * @param text the model's last text: a partial answer
   * @param summary what is known of the run
   */
  record Cancelled(Cancellation cancellation, String text, RunSummary summary)
      implements RunResult {
    @Override
    public String toString() {
      return "Cancelled("
          + cancellation.kind()
          + ", "
          + cancellation.detail()
          + ", "
          + usage()
          + ")";
    }
  }

  /**
   * The run could not go on: the model failed, a tool provider failed, or the runtime has a defect.
   *
   * @param error what was thrown; where redaction is on, one that quotes a value is replaced by one
   *     that does not
   * @param incidentId names the failure in logs
   * @param text the model's last text: a partial answer
   * @param summary what is known of the run
   */
  record Failed(Throwable error, String incidentId, String text, RunSummary summary)
      implements RunResult {
    @Override
    public String toString() {
      return "Failed(" + incidentId + ", " + error.getClass().getName() + ", " + usage() + ")";
    }
  }

  /**
   * A call that waits.
   *
   * @param callId the call
   * @param tool the tool
   * @param waiting what it waits for
   */
  record Pending(String callId, String tool, ToolOutcome.Suspended waiting) {}

  /**
   * The cancellation, if that is how the run ended.
   *
   * @return who and why, or empty
   */
  default Optional<Cancellation> cancelledBy() {
    return this instanceof Cancelled cancelled
        ? Optional.of(cancelled.cancellation())
        : Optional.empty();
  }
}

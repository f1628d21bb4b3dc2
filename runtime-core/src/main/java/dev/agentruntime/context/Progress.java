package dev.agentruntime.context;

import java.time.Duration;
import java.util.Optional;

/**
 * What a run has done so far, as its host sees it from outside. Immutable.
 *
 * @param runId the run
 * @param modelCalls model requests begun
 * @param toolCalls tool calls begun
 * @param running time since the run began
 * @param message the last message a tool reported through {@link RunContext#report}, if any did
 */
public record Progress(
    String runId, int modelCalls, int toolCalls, Duration running, Optional<String> message) {
  /** Identity and numbers only: what a tool reports may hold secrets. */
  @Override
  public String toString() {
    return "Progress("
        + runId
        + ", "
        + modelCalls
        + " model calls, "
        + toolCalls
        + " tool calls, "
        + running
        + ")";
  }
}

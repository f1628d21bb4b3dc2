package dev.agentruntime.run;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;

/**
 * A reader of a run's events was so slow that the run went on without it. Thrown to that reader
 * once it has taken the events from before the gap; the run is not affected. Immutable.
 */
public final class EventsMissedException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param runId the run
   */
  public EventsMissedException(String runId) {
    super(
        "events of run "
            + runId
            + " were missed: "
            + RunEvents.CAPACITY
            + " were waiting, and none was taken for "
            + RunEvents.PATIENCE);
  }
}

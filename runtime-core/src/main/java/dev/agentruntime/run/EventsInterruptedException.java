package dev.agentruntime.run;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;

/**
 * A thread was interrupted while it waited for a run's next event in a loop that cannot throw
 * {@link InterruptedException}. The thread's interrupt flag is set; the run is not affected.
 * Immutable.
 */
public final class EventsInterruptedException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param runId the run
   * @param cause the interrupt
   */
  public EventsInterruptedException(String runId, InterruptedException cause) {
    super("interrupted while waiting for an event of run " + runId, cause);
  }
}

package dev.agentruntime.run;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;

/** Thrown by {@link RunResult#orThrow()} for a run that did not complete; holds the result. */
public final class RunNotCompletedException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient RunResult result;

  RunNotCompletedException(RunResult result) {
    super(
        "run "
            + result.summary().runId()
            + " of agent '"
            + result.summary().agentPath()
            + "' did not complete: "
            + result,
        result instanceof RunResult.Failed failed ? failed.error() : null);
    this.result = result;
  }

  /**
   * How the run ended.
   *
   * @return the result
   */
  public RunResult result() {
    return result;
  }
}

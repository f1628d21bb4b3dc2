package dev.agentruntime.scope;

import dev.agentruntime.error.AgentRuntimeException;
import dev.agentruntime.time.Deadline;
import java.io.Serial;
import java.time.Duration;

/**
 * Thrown by {@link TaskScope#join()} when the scope's deadline has passed. The scope is cancelled
 * by then. Failures of children are suppressed exceptions, as in {@link ScopeFailedException}.
 */
public final class ScopeTimeoutException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** The scope. */
  private final String scope;

  /** How many children had not ended. */
  private final int unfinished;

  ScopeTimeoutException(
      String scope, Deadline deadline, long nowNanos, int unfinished, int children) {
    super(
        "scope '%s' passed its deadline %s by %s, with %d of %d children unfinished"
            .formatted(
                scope,
                deadline,
                Duration.ofNanos(nowNanos - deadline.nanos()),
                unfinished,
                children));
    this.scope = scope;
    this.unfinished = unfinished;
  }

  /**
   * Which scope was too late.
   *
   * @return the scope's name
   */
  public String scope() {
    return scope;
  }

  /**
   * How many children had no outcome when the deadline was seen to have passed.
   *
   * @return a count, zero if all had ended but the owner joined too late
   */
  public int unfinished() {
    return unfinished;
  }
}

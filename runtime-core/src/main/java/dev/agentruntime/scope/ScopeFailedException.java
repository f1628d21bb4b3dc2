package dev.agentruntime.scope;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by {@link TaskScope#join()} when a scope's policy cannot be met.
 *
 * <p>The cause is the failure that came first in time, if there was one. Failures of other children
 * are suppressed exceptions, at most {@value #MAX_SUPPRESSED}: those known when {@code join} throws
 * are there at once, those of children that end while the scope closes are added by {@code close},
 * before control leaves the {@code try} statement. A child that throws {@code InterruptedException}
 * because the scope cancelled it is not counted as a failure.
 */
public final class ScopeFailedException extends AgentRuntimeException {
  /**
   * Enough to see a pattern; a thousand failed children must not make a thousand stack traces in a
   * log.
   */
  public static final int MAX_SUPPRESSED = 16;

  @Serial private static final long serialVersionUID = 1L;

  /** Why the policy could not be met. */
  private final Reason reason;

  /** The scope. */
  private final String scope;

  /** Why a policy could not be met. */
  public enum Reason {
    /** A child failed where all have to succeed. */
    CHILD_FAILED,
    /** No child succeeded where one has to. */
    NONE_SUCCEEDED,
    /** Too many children failed, or too few were forked, for the quorum. */
    QUORUM_UNREACHABLE,
    /** {@link TaskScope#cancel()} was called before the policy was met. */
    CANCELLED
  }

  ScopeFailedException(Reason reason, String scope, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.scope = scope;
  }

  /**
   * Why the policy could not be met.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * Which scope failed.
   *
   * @return the scope's name
   */
  public String scope() {
    return scope;
  }
}

package dev.agentruntime.audit;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by an {@link AuditSink} that cannot keep a record. A call with effects that cannot be put
 * on record does not run.
 */
public final class AuditUnavailableException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** The sink's stable reason. */
  private final String code;

  /**
   * Makes an exception.
   *
   * @param code a stable, low-cardinality reason, such as {@code closed} or {@code disk}
   * @param message names the sink and what is wrong with it; holds nothing of a record
   * @param cause what led to it, or null
   */
  public AuditUnavailableException(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  /**
   * Why, for metrics.
   *
   * @return a stable, low-cardinality reason
   */
  public String code() {
    return code;
  }
}

package dev.agentruntime.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The root of the unchecked exceptions this library throws for defects and misuse; a run's end is
 * never reported by one.
 */
public class AgentRuntimeException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message names the thing, the value and the bound
   */
  public AgentRuntimeException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message names the thing, the value and the bound
   * @param cause what led to it, or null
   */
  public AgentRuntimeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

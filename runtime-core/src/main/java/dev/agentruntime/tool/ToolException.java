package dev.agentruntime.tool;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a tool to say no in its own domain ("no such order"); the message is shown to the
 * model.
 */
public final class ToolException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param messageForModel what the model is told; must hold no secrets
   */
  public ToolException(String messageForModel) {
    this(messageForModel, null);
  }

  /**
   * Makes an exception with a cause for the host.
   *
   * @param messageForModel what the model is told; must hold no secrets
   * @param cause what led to it; never shown to the model
   */
  public ToolException(String messageForModel, @Nullable Throwable cause) {
    super(messageForModel, cause);
  }
}

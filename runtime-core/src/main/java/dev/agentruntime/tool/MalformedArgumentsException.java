package dev.agentruntime.tool;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;

/**
 * Arguments that are not what the tool's schema asks for; becomes {@link
 * ToolOutcome.InvalidArguments} unless caught.
 */
public final class MalformedArgumentsException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what is wrong and where, in words the model can act on; holds no argument values
   */
  public MalformedArgumentsException(String message) {
    super(message);
  }
}

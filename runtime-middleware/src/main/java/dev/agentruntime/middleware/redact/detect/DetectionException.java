package dev.agentruntime.middleware.redact.detect;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;

/**
 * A text could not be looked through to its end, so nothing of it may be used. Says which detector
 * failed and how, and never what the text was: the failure's own message may repeat it, so it is
 * neither quoted nor kept as the cause.
 */
public final class DetectionException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  DetectionException(String message) {
    super(message);
  }
}

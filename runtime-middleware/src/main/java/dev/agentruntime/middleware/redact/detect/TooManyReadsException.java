package dev.agentruntime.middleware.redact.detect;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;

/** A {@link BoundedText} was read more often than it may be. */
final class TooManyReadsException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  TooManyReadsException() {
    super("the text was read more often than it may be");
  }
}

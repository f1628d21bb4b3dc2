package dev.agentruntime.chain;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;

/**
 * Links were put together in an order that breaks what one of them declared; names both. Thrown
 * when a chain is assembled.
 */
public final class ChainOrderException extends AgentRuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ChainOrderException(String message) {
    super(message);
  }
}

package dev.agentruntime.middleware.model;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;

/**
 * A model was not asked, since this side has no room for another call to it: a concurrency limit's
 * queue is full or moved too slowly, or too many calls were left behind. Temporary.
 */
public final class ModelBusyException extends AgentRuntimeException implements ClassifiedFailure {
  @Serial private static final long serialVersionUID = 1L;

  ModelBusyException(String message) {
    super(message);
  }

  @Override
  public ModelFailure modelFailure() {
    return ModelFailure.of(ModelFailure.Kind.OVERLOADED);
  }
}

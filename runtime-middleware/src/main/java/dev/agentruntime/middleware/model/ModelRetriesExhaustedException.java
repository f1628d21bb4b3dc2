package dev.agentruntime.middleware.model;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;
import java.util.List;

/**
 * The model failed in a way that may pass, but it was not, or not any more, asked again. The cause
 * is the last attempt's failure as it came; those before it are suppressed. The message says what
 * ended the trying and holds nothing the provider said.
 */
public final class ModelRetriesExhaustedException extends AgentRuntimeException
    implements ClassifiedFailure {
  @Serial private static final long serialVersionUID = 1L;

  private final transient ModelFailure failure;

  /** How often the model was asked. */
  private final int attempts;

  ModelRetriesExhaustedException(
      String message, ModelFailure failure, List<? extends Throwable> failures) {
    super(message, failures.getLast());
    this.failure = failure;
    this.attempts = failures.size();
    failures.subList(0, failures.size() - 1).forEach(this::addSuppressed);
  }

  /**
   * How often the model was asked.
   *
   * @return at least 1
   */
  public int attempts() {
    return attempts;
  }

  @Override
  public ModelFailure modelFailure() {
    return failure;
  }
}

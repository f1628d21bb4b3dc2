package dev.agentruntime.middleware.model;

import dev.agentruntime.error.AgentRuntimeException;
import dev.agentruntime.scope.AbandonedTask;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model did not answer within the limit of {@link ModelTimeout}. Temporary, so a retry outside
 * may ask again. The cause, if there is one, is what the interrupted client threw.
 */
public final class ModelTimeoutException extends AgentRuntimeException
    implements ClassifiedFailure {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Duration limit;
  private final transient @Nullable AbandonedTask abandoned;

  ModelTimeoutException(
      String model, Duration limit, @Nullable Throwable cause, @Nullable AbandonedTask abandoned) {
    super(
        "model '"
            + model
            + "' did not answer within "
            + limit
            + (abandoned == null ? "" : " and was left behind, as it ignored its interrupt"),
        cause);
    this.limit = limit;
    this.abandoned = abandoned;
  }

  /**
   * The limit that was reached.
   *
   * @return a positive duration
   */
  public Duration limit() {
    return limit;
  }

  /**
   * The call that goes on although it was interrupted.
   *
   * @return the record, or empty if the call has ended
   */
  public Optional<AbandonedTask> abandoned() {
    return Optional.ofNullable(abandoned);
  }

  @Override
  public ModelFailure modelFailure() {
    return ModelFailure.of(ModelFailure.Kind.TIMEOUT);
  }
}

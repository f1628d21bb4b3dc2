package dev.agentruntime.middleware.model;

import dev.agentruntime.chain.ModelBinding;
import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.middleware.internal.Settings;
import dev.agentruntime.time.Deadline;
import java.time.Duration;

/**
 * Limits how long one attempt at a model may take, whatever the client's own timeout is: that of
 * langchain4j's clients ends with the response headers and does not see a body that stalls.
 *
 * <p>At the limit the model is interrupted on the run's thread: no further thread, no timer per
 * call. That is right for clients that end when interrupted, as langchain4j's on the JDK's HTTP
 * client do. For those that do not, {@link #isolated()} asks the model on a thread of its own,
 * which is interrupted, given the run's grace, and then left behind and put on record.
 *
 * <p>Throws {@link ModelTimeoutException}. An answer that comes all the same, though late, stands:
 * it is complete and paid for, and an {@code overdue} event tells. A failure that is not the
 * interrupt's doing stands too. The run's own deadline, and a cancellation that coincides, come
 * first.
 *
 * <p>It belongs inside everything else, a concurrency limit above all: the time in a queue is not
 * the model's.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class ModelTimeout implements ModelLayer {
  /** The layer's name. */
  public static final String NAME = "model-timeout";

  /** Longer than a long answer of a thinking model takes, shorter than anybody waits. */
  public static final Duration DEFAULT_LIMIT = Duration.ofMinutes(2);

  private final Duration limit;
  private final boolean isolated;

  private ModelTimeout(Duration limit, boolean isolated) {
    this.limit = limit;
    this.isolated = isolated;
  }

  /**
   * {@link #DEFAULT_LIMIT} for every attempt.
   *
   * @return a new layer
   */
  public static ModelTimeout standard() {
    return of(DEFAULT_LIMIT);
  }

  /**
   * A limit for every attempt.
   *
   * @param limit more than zero
   * @return a new layer
   * @throws IllegalArgumentException if the limit is zero or negative
   */
  public static ModelTimeout of(Duration limit) {
    return new ModelTimeout(Settings.positive("model timeout", limit), false);
  }

  /**
   * The same limit for models that do not end when interrupted. Costs a hop to a virtual thread and
   * back per attempt.
   *
   * @return a new layer
   */
  public ModelTimeout isolated() {
    return new ModelTimeout(limit, true);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ModelMiddleware bind(ModelBinding binding) {
    String model = binding.model();
    return isolated
        ? new IsolatedModelLimit(model, limit, binding.services())
        : new InlineModelLimit(model, limit, binding.services());
  }

  /** Whether the run ends before the limit, and so needs none. */
  static boolean runEndsFirst(ModelCall call, long endNanos) {
    Deadline run = call.run().deadline();
    return !run.isNever() && run.nanos() - endNanos <= 0;
  }

  /** Whether the run is over, whatever became of the call. */
  static boolean isRunOver(ModelCall call, long nowNanos) {
    return call.run().cancellation().isPresent() || call.run().deadline().isExpired(nowNanos);
  }

  /** Whether a failure may be no more than what the interrupt did to the client. */
  static boolean mayBeTheInterrupt(Throwable thrown) {
    if (thrown instanceof InterruptedException) {
      return true;
    }
    return thrown instanceof RuntimeException
        && switch (FailureClassifier.standard().classify(thrown).kind()) {
          case INTERRUPTED, UNKNOWN, NETWORK, TIMEOUT -> true;
          case RATE_LIMITED,
              QUOTA_EXHAUSTED,
              OVERLOADED,
              SERVER_ERROR,
              AUTHENTICATION,
              INVALID_REQUEST,
              CONTEXT_TOO_LONG,
              CONTENT_FILTERED,
              MODEL_NOT_FOUND,
              UNSUPPORTED ->
              false;
        };
  }

  static void tellOverdue(ModelCall call, String model, long lateNanos) {
    ModelEvents.tell(
        call,
        NAME,
        "overdue",
        () -> "'" + model + "' answered " + Duration.ofNanos(lateNanos) + " after its limit");
  }

  @Override
  public String toString() {
    return "ModelTimeout(" + limit + (isolated ? ", isolated)" : ")");
  }
}

package dev.agentruntime.middleware.model;

/**
 * Says what kind of failure an exception is. A host's own may look at the exceptions it knows and
 * leave the rest to {@link #standard()}:
 *
 * <pre>{@code
 * FailureClassifier own = thrown -> thrown instanceof MyClientBusyException
 *     ? ModelFailure.of(ModelFailure.Kind.OVERLOADED)
 *     : FailureClassifier.standard().classify(thrown);
 * }</pre>
 *
 * <p>Must not throw and not block; called on the thread of the run, by many at once.
 */
@FunctionalInterface
public interface FailureClassifier {

  /**
   * Classifies by type, HTTP status and the provider's error code, along the chain of causes; what
   * it does not know is unknown and so not temporary. Never reads prose: a message that happens to
   * say "capacity" or "timeout" decides nothing.
   *
   * @return the same instance each time
   */
  static FailureClassifier standard() {
    return StandardClassifier.INSTANCE;
  }

  /**
   * Classifies an exception.
   *
   * @param thrown what a model request threw
   * @return what it means
   */
  ModelFailure classify(Throwable thrown);
}

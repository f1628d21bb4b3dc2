package dev.agentruntime.middleware.model;

import dev.agentruntime.error.AgentRuntimeException;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Several models were asked for one turn, and all failed. The cause is the last one's failure as it
 * came; those before it are suppressed. Temporary if any of the failures is, with the shortest wait
 * asked for by one of those. The message holds nothing a provider said.
 */
public final class ModelFallbackException extends AgentRuntimeException
    implements ClassifiedFailure {
  @Serial private static final long serialVersionUID = 1L;

  private final transient ModelFailure failure;

  ModelFallbackException(
      String message, List<ModelFailure> failures, List<? extends Throwable> thrown) {
    super(message, thrown.getLast());
    this.failure = together(failures);
    thrown.subList(0, thrown.size() - 1).forEach(this::addSuppressed);
  }

  /** What several failures mean to somebody who may ask all the models again. */
  static ModelFailure together(List<ModelFailure> failures) {
    List<ModelFailure> passing = failures.stream().filter(ModelFailure::temporary).toList();
    if (passing.isEmpty()) {
      return failures.getFirst();
    }
    ModelFailure first = passing.getFirst();
    boolean oneIsReady = passing.stream().anyMatch(failure -> failure.retryAfter().isEmpty());
    Optional<Duration> wait =
        oneIsReady
            ? Optional.empty()
            : passing.stream().flatMap(f -> f.retryAfter().stream()).min(Duration::compareTo);
    return new ModelFailure(first.kind(), true, wait, first.status());
  }

  @Override
  public ModelFailure modelFailure() {
    return failure;
  }
}

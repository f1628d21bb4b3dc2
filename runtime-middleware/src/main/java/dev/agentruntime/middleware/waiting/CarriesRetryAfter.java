package dev.agentruntime.middleware.waiting;

import java.time.Duration;
import java.util.Optional;

/**
 * Implemented by exceptions that carry how long the service asked to wait: a model's provider, or
 * what a tool calls. Looked for anywhere in a chain of causes. The package {@code model.http} makes
 * langchain4j's clients throw one.
 */
public interface CarriesRetryAfter {

  /**
   * How long to wait before the next attempt, counted from when the answer came.
   *
   * @return zero or more, or empty if the service did not say
   */
  Optional<Duration> retryAfter();
}

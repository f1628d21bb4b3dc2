package dev.agentruntime.middleware.model;

import java.time.Duration;
import java.util.Optional;

/**
 * Implemented by exceptions that carry how long the provider asked to wait. Looked for anywhere in
 * a chain of causes. {@link dev.agentruntime.middleware.model.http.RetryAfter} makes langchain4j's
 * clients throw one.
 */
public interface CarriesRetryAfter {

  /**
   * How long to wait before the next attempt, counted from when the answer came.
   *
   * @return zero or more, or empty if the provider did not say
   */
  Optional<Duration> retryAfter();
}

package dev.agentruntime.middleware.model.http;

import dev.agentruntime.middleware.waiting.CarriesRetryAfter;
import dev.langchain4j.exception.HttpException;
import java.io.Serial;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * An answer that is not a success, with the wait the provider asked for. Has no cause: langchain4j
 * looks for an {@link HttpException} at the root. The message is the body, as with its superclass,
 * and so may hold what the provider quotes of the request.
 */
public final class HttpFailure extends HttpException implements CarriesRetryAfter {
  @Serial private static final long serialVersionUID = 1L;

  /** How long the provider asked to wait. */
  private final Duration retryAfter;

  HttpFailure(int status, String body, Duration retryAfter) {
    super(status, body);
    this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter");
  }

  @Override
  public Optional<Duration> retryAfter() {
    return Optional.of(retryAfter);
  }
}

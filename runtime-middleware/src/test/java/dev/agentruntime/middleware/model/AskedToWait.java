package dev.agentruntime.middleware.model;

import dev.agentruntime.middleware.waiting.CarriesRetryAfter;
import dev.langchain4j.exception.HttpException;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** A 429 with a wait, as it is at the root of what a client throws. */
final class AskedToWait extends HttpException implements CarriesRetryAfter {
  @Serial private static final long serialVersionUID = 1L;

  private final Duration pause;

  AskedToWait(Duration pause) {
    super(429, "");
    this.pause = pause;
  }

  @Override
  public Optional<Duration> retryAfter() {
    return Optional.of(pause);
  }
}

package dev.agentruntime.middleware.retry;

import dev.agentruntime.middleware.waiting.CarriesRetryAfter;
import dev.langchain4j.exception.RetriableException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which exceptions of tools say by their type that trying again may help: refused connections,
 * time-outs, what langchain4j declares retriable, and what carries how long to wait. Looks through
 * a chain of causes; reads no message. What it does not know is not transient.
 */
final class TransientFailures implements Predicate<Throwable> {
  static final TransientFailures STANDARD = new TransientFailures();

  /** Cause chains longer than this are cycles or noise. */
  private static final int MAX_CAUSES = 20;

  private TransientFailures() {}

  @Override
  public boolean test(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (isTransient(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean isTransient(Throwable thrown) {
    return switch (thrown) {
      case ConnectException _, SocketTimeoutException _, HttpTimeoutException _ -> true;
      case TimeoutException _, RetriableException _ -> true;
      case CarriesRetryAfter asked -> asked.retryAfter().isPresent();
      default -> false;
    };
  }

  /** How long the failed service asked to wait, if it did. */
  static Optional<Duration> retryAfter(@Nullable Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof CarriesRetryAfter asked && asked.retryAfter().isPresent()) {
        return asked.retryAfter();
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "standard";
  }
}

package dev.agentruntime.middleware.model;

import dev.agentruntime.middleware.model.ModelFailure.Kind;
import dev.agentruntime.middleware.waiting.CarriesRetryAfter;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.RetriableException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Classification by type and status. An exception that classifies itself comes first, then an
 * interrupt, then the HTTP status with the provider's error code, then langchain4j's own types from
 * the outside in, then the platform's. Stateless.
 */
final class StandardClassifier implements FailureClassifier {
  static final StandardClassifier INSTANCE = new StandardClassifier();

  /** Cause chains longer than this are cycles or noise. */
  private static final int MAX_CAUSES = 20;

  private StandardClassifier() {}

  @Override
  public ModelFailure classify(Throwable thrown) {
    ClassifiedFailure classified = find(thrown, ClassifiedFailure.class);
    if (classified != null) {
      return classified.modelFailure();
    }
    if (find(thrown, InterruptedException.class) != null
        || find(thrown, ClosedByInterruptException.class) != null) {
      return ModelFailure.of(Kind.INTERRUPTED);
    }
    HttpException http = find(thrown, HttpException.class);
    ModelFailure failure = http == null ? byType(thrown) : byStatus(http);
    CarriesRetryAfter carrier = find(thrown, CarriesRetryAfter.class);
    Optional<Duration> wait = carrier == null ? Optional.empty() : carrier.retryAfter();
    return wait.isPresent() ? failure.withRetryAfter(wait.get()) : failure;
  }

  private static ModelFailure byStatus(HttpException http) {
    int status = http.statusCode();
    Kind told = ProviderErrorCode.kindOf(http.getMessage());
    Kind kind = told == null ? kindOfStatus(status) : told;
    return ModelFailure.of(kind).withStatus(status);
  }

  static Kind kindOfStatus(int status) {
    return switch (status) {
      case 401, 403 -> Kind.AUTHENTICATION;
      case 402 -> Kind.QUOTA_EXHAUSTED;
      case 404 -> Kind.MODEL_NOT_FOUND;
      case 408, 504 -> Kind.TIMEOUT;
      // A conflict or "too early" is a matter of the moment, and 529 is how some say overloaded.
      case 409, 425, 503, 529 -> Kind.OVERLOADED;
      case 413 -> Kind.CONTEXT_TOO_LONG;
      case 429 -> Kind.RATE_LIMITED;
      case 501, 505 -> Kind.UNSUPPORTED;
      default ->
          status >= 500 && status < 600
              ? Kind.SERVER_ERROR
              : status >= 400 && status < 500 ? Kind.INVALID_REQUEST : Kind.UNKNOWN;
    };
  }

  private static ModelFailure byType(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      ModelFailure failure = ofType(cause);
      if (failure != null) {
        return failure;
      }
      cause = cause.getCause();
    }
    return ModelFailure.of(
        find(thrown, RetriableException.class) == null ? Kind.UNKNOWN : Kind.SERVER_ERROR);
  }

  private static @Nullable ModelFailure ofType(Throwable thrown) {
    return switch (thrown) {
      case RateLimitException _ -> ModelFailure.of(Kind.RATE_LIMITED);
      case InternalServerException _ -> ModelFailure.of(Kind.SERVER_ERROR);
      case TimeoutException _ -> ModelFailure.of(Kind.TIMEOUT);
      case AuthenticationException _ -> ModelFailure.of(Kind.AUTHENTICATION);
      case ContentFilteredException _ -> ModelFailure.of(Kind.CONTENT_FILTERED);
      case InvalidRequestException _ -> ModelFailure.of(Kind.INVALID_REQUEST);
      case ModelNotFoundException _ -> ModelFailure.of(Kind.MODEL_NOT_FOUND);
      case UnsupportedFeatureException _ -> ModelFailure.of(Kind.UNSUPPORTED);
      case UnresolvedModelServerException _ -> misconfiguredNetwork();
      case HttpTimeoutException _ -> ModelFailure.of(Kind.TIMEOUT);
      case SocketTimeoutException _ -> ModelFailure.of(Kind.TIMEOUT);
      case java.util.concurrent.TimeoutException _ -> ModelFailure.of(Kind.TIMEOUT);
      case UnknownHostException _ -> misconfiguredNetwork();
      case UnresolvedAddressException _ -> misconfiguredNetwork();
      case SSLHandshakeException _ -> misconfiguredNetwork();
      case SSLPeerUnverifiedException _ -> misconfiguredNetwork();
      case IOException _ -> ModelFailure.of(Kind.NETWORK);
      default -> null;
    };
  }

  /** A wrong host name or a certificate nobody trusts: trying again does not mend it. */
  private static ModelFailure misconfiguredNetwork() {
    return ModelFailure.of(Kind.NETWORK).withTemporary(false);
  }

  private static <T> @Nullable T find(Throwable thrown, Class<T> type) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
      cause = cause.getCause();
    }
    return null;
  }
}

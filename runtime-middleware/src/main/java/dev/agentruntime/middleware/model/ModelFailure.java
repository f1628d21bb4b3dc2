package dev.agentruntime.middleware.model;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What kind of failure a model request met with, as data: what retry, fallback and hosts decide by.
 * Holds nothing the provider said. Immutable.
 *
 * @param kind what went wrong
 * @param temporary whether the same request may succeed a little later
 * @param retryAfter how long the provider asks to wait, if it does
 * @param status the HTTP status, if there was one
 */
public record ModelFailure(
    Kind kind, boolean temporary, Optional<Duration> retryAfter, OptionalInt status) {

  /** What can go wrong with a model request. */
  public enum Kind {
    /** Too many requests or tokens in too short a time. */
    RATE_LIMITED(true),
    /** The account's quota or money is used up; waiting does not help. */
    QUOTA_EXHAUSTED(false),
    /** The provider, or a limit on this side, has no capacity just now. */
    OVERLOADED(true),
    /** The provider failed. */
    SERVER_ERROR(true),
    /** No answer in time. */
    TIMEOUT(true),
    /** The connection could not be made or broke. */
    NETWORK(true),
    /** The credentials are missing, wrong or not good for this. */
    AUTHENTICATION(false),
    /** The provider does not accept the request. */
    INVALID_REQUEST(false),
    /** The conversation does not fit the model. */
    CONTEXT_TOO_LONG(false),
    /** The provider's content filter refused the request. */
    CONTENT_FILTERED(false),
    /** There is no such model. */
    MODEL_NOT_FOUND(false),
    /** The model or its client cannot do what was asked. */
    UNSUPPORTED(false),
    /** The calling thread was interrupted; not the model's failure at all. */
    INTERRUPTED(false),
    /** Anything else, a defect of a client included. Never taken for temporary. */
    UNKNOWN(false);

    private final boolean temporary;

    Kind(boolean temporary) {
      this.temporary = temporary;
    }

    /**
     * Whether failures of this kind go away by themselves, unless more is known.
     *
     * @return what {@link ModelFailure#of(Kind)} takes for granted
     */
    public boolean temporary() {
      return temporary;
    }
  }

  /** Checks the components. */
  public ModelFailure {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(retryAfter, "retryAfter");
    Objects.requireNonNull(status, "status");
    if (retryAfter.isPresent() && retryAfter.get().isNegative()) {
      throw new IllegalArgumentException(
          "retryAfter must not be negative, was " + retryAfter.get());
    }
  }

  /**
   * A failure of which only the kind is known.
   *
   * @param kind what went wrong
   * @return a new failure, temporary if the kind is
   */
  public static ModelFailure of(Kind kind) {
    return new ModelFailure(kind, kind.temporary(), Optional.empty(), OptionalInt.empty());
  }

  /**
   * This failure with another word on whether it goes away.
   *
   * @param isTemporary whether the same request may succeed a little later
   * @return a changed copy
   */
  public ModelFailure withTemporary(boolean isTemporary) {
    return new ModelFailure(kind, isTemporary, retryAfter, status);
  }

  /**
   * This failure with the wait the provider asks for.
   *
   * @param wait zero or more
   * @return a changed copy
   */
  public ModelFailure withRetryAfter(Duration wait) {
    return new ModelFailure(kind, temporary, Optional.of(wait), status);
  }

  /**
   * This failure with the status the provider sent.
   *
   * @param httpStatus the status
   * @return a changed copy
   */
  public ModelFailure withStatus(int httpStatus) {
    return new ModelFailure(kind, temporary, retryAfter, OptionalInt.of(httpStatus));
  }

  /** Such as {@code RATE_LIMITED 429, retry after PT2S}. */
  @Override
  public String toString() {
    return kind
        + (status.isPresent() ? " " + status.getAsInt() : "")
        + retryAfter.map(wait -> ", retry after " + wait).orElse("");
  }
}

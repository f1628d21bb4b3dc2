package dev.agentruntime.context;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a run was told to stop. Immutable.
 *
 * @param kind what told it
 * @param detail one plain sentence for people; never shown to the model
 * @param source the exception that told it, if one did, else null
 */
public record Cancellation(Kind kind, String detail, @Nullable Throwable source) {

  /** What tells a run to stop. */
  public enum Kind {
    /** Somebody called {@code cancel} on the run's handle. */
    REQUESTED,
    /** The thread running the run was interrupted by the host. */
    INTERRUPTED,
    /** The run's deadline passed. */
    DEADLINE,
    /** The host's token or heartbeat said stop. */
    HOST,
    /** The run that started this one was cancelled. */
    PARENT,
    /** The runtime was closed. */
    RUNTIME_CLOSED
  }

  /** Checks the components. */
  public Cancellation {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(detail, "detail");
  }

  /**
   * A cancellation without an exception behind it.
   *
   * @param kind what told the run to stop
   * @param detail one plain sentence for people
   * @return a new cancellation
   */
  public static Cancellation of(Kind kind, String detail) {
    return new Cancellation(kind, detail, null);
  }

  /**
   * The exception that told the run to stop.
   *
   * @return the exception, or empty if none did
   */
  public Optional<Throwable> cause() {
    return Optional.ofNullable(source);
  }

  /** Without the message of the exception behind it, which is not ours. */
  @Override
  public String toString() {
    return "Cancellation("
        + kind
        + ", "
        + detail
        + (source == null ? "" : ", " + source.getClass().getName())
        + ")";
  }
}

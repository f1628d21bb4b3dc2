package dev.agentruntime.stream;

import dev.langchain4j.exception.TimeoutException;
import java.io.Serial;
import java.time.Duration;

/**
 * A streaming model said nothing for too long. One of langchain4j's time-outs, so whoever tells
 * failures of models apart by their types knows it already. Immutable.
 */
public final class StreamStalledException extends TimeoutException {
  @Serial private static final long serialVersionUID = 1L;

  /** Whether a first piece had come. */
  private final boolean begun;

  /** The silence that was allowed. */
  private final Duration limit;

  /**
   * Makes an exception.
   *
   * @param begun whether anything had come before
   * @param limit how long it was waited for
   */
  public StreamStalledException(boolean begun, Duration limit) {
    super(
        begun
            ? "the model's stream was silent for longer than its idle timeout of " + limit
            : "the model's stream did not begin within its first-token timeout of " + limit);
    this.begun = begun;
    this.limit = limit;
  }

  /**
   * Whether the stream had begun.
   *
   * @return false if not even a first piece came
   */
  public boolean hasBegun() {
    return begun;
  }

  /**
   * The limit that was exceeded.
   *
   * @return the timeout
   */
  public Duration limit() {
    return limit;
  }
}

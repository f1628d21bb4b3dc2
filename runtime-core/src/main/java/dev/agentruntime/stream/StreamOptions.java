package dev.agentruntime.stream;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a streaming model may be silent, and how far it may run ahead of who listens. Immutable;
 * the {@code with…} methods return changed copies.
 */
public final class StreamOptions {
  /**
   * How long the first piece may take: models that reason in silence take a minute and more before
   * they say anything, and a queue at the provider adds to that.
   */
  public static final Duration DEFAULT_FIRST_TOKEN_TIMEOUT = Duration.ofMinutes(2);

  /**
   * How long a stream that has begun may be silent. Tokens follow each other within a second; but
   * several providers are silent while they write a tool call, and one with long arguments takes
   * the better part of a minute.
   */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(1);

  /**
   * How many pieces wait for a listener before the provider has to wait: one to three seconds of a
   * fast model, so that a pause of the host's does not reach the connection, and some tens of
   * kilobytes at most.
   */
  public static final int DEFAULT_BUFFERED_DELTAS = 256;

  private static final StreamOptions DEFAULTS =
      new StreamOptions(DEFAULT_FIRST_TOKEN_TIMEOUT, DEFAULT_IDLE_TIMEOUT, DEFAULT_BUFFERED_DELTAS);

  private final Duration firstTokenTimeout;
  private final Duration idleTimeout;
  private final int bufferedDeltas;

  private StreamOptions(Duration firstTokenTimeout, Duration idleTimeout, int bufferedDeltas) {
    this.firstTokenTimeout = firstTokenTimeout;
    this.idleTimeout = idleTimeout;
    this.bufferedDeltas = bufferedDeltas;
  }

  /**
   * The defaults named in this class.
   *
   * @return the same instance each time
   */
  public static StreamOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Changes how long the first piece may take, counted from the request.
   *
   * @param timeout more than zero
   * @return a copy
   */
  public StreamOptions withFirstTokenTimeout(Duration timeout) {
    return new StreamOptions(positive("firstTokenTimeout", timeout), idleTimeout, bufferedDeltas);
  }

  /**
   * Changes how long a stream that has begun may be silent. Time in which the host's own listeners
   * keep it waiting does not count.
   *
   * @param timeout more than zero
   * @return a copy
   */
  public StreamOptions withIdleTimeout(Duration timeout) {
    return new StreamOptions(firstTokenTimeout, positive("idleTimeout", timeout), bufferedDeltas);
  }

  /**
   * Changes how many pieces may wait for a listener before the provider has to wait.
   *
   * @param deltas at least 1
   * @return a copy
   */
  public StreamOptions withBufferedDeltas(int deltas) {
    if (deltas < 1) {
      throw new IllegalArgumentException("bufferedDeltas must be at least 1, was " + deltas);
    }
    return new StreamOptions(firstTokenTimeout, idleTimeout, deltas);
  }

  private static Duration positive(String name, Duration value) {
    if (!Objects.requireNonNull(value, name).isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
    return value;
  }

  /**
   * How long the first piece may take.
   *
   * @return more than zero
   */
  public Duration firstTokenTimeout() {
    return firstTokenTimeout;
  }

  /**
   * How long a stream that has begun may be silent.
   *
   * @return more than zero
   */
  public Duration idleTimeout() {
    return idleTimeout;
  }

  /**
   * How many pieces may wait for a listener.
   *
   * @return at least 1
   */
  public int bufferedDeltas() {
    return bufferedDeltas;
  }

  @Override
  public String toString() {
    return "StreamOptions[first token within "
        + firstTokenTimeout
        + ", idle for "
        + idleTimeout
        + " at most, "
        + bufferedDeltas
        + " deltas buffered]";
  }
}

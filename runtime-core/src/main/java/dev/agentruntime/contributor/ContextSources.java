package dev.agentruntime.contributor;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is asked before the first model call of a run, side by side, within one time.
 *
 * <p>What they give is put into one message ahead of the user's, in the order in which the sources
 * were named, never in that in which they answered. Since it may be written by anybody, each block
 * stands between marks that cannot be guessed, and the message says that what is in between is
 * data. It is sent with every request of the run and is in the run's summary; it is not stored in
 * the session, as the next run looks up its own.
 *
 * <p>Immutable.
 */
public final class ContextSources {
  /**
   * A search in an index takes well under a second; beyond this a user is better served without
   * what it would have found.
   */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private static final ContextSources NONE = new ContextSources(List.of(), DEFAULT_TIMEOUT);

  private final List<ContextSource> sources;
  private final Duration timeout;

  private ContextSources(List<ContextSource> sources, Duration timeout) {
    this.sources = sources;
    this.timeout = timeout;
  }

  /**
   * No source.
   *
   * @return the same instance each time
   */
  public static ContextSources none() {
    return NONE;
  }

  /**
   * Sources with {@link #DEFAULT_TIMEOUT}.
   *
   * @param sources in the order in which the model shall read them
   * @return new sources
   * @throws IllegalArgumentException if two have the same name
   */
  public static ContextSources of(ContextSource... sources) {
    Set<String> names = new HashSet<>();
    for (ContextSource source : sources) {
      if (!names.add(source.name())) {
        throw new IllegalArgumentException("two context sources are named '" + source.name() + "'");
      }
    }
    return new ContextSources(List.of(sources), DEFAULT_TIMEOUT);
  }

  /**
   * The same sources with another time.
   *
   * @param changed how long all of them together may take, more than zero; the run's own deadline
   *     holds as well
   * @return a copy
   */
  public ContextSources within(Duration changed) {
    if (!Objects.requireNonNull(changed, "timeout").isPositive()) {
      throw new IllegalArgumentException("timeout must be positive, was " + changed);
    }
    return new ContextSources(sources, changed);
  }

  /**
   * The sources.
   *
   * @return an unmodifiable list, in order
   */
  public List<ContextSource> sources() {
    return sources;
  }

  /**
   * How long all of them together may take.
   *
   * @return more than zero
   */
  public Duration timeout() {
    return timeout;
  }

  @Override
  public String toString() {
    return "ContextSources(" + sources + " within " + timeout + ")";
  }
}

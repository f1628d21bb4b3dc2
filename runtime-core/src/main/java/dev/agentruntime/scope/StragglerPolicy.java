package dev.agentruntime.scope;

import java.time.Duration;
import java.util.Objects;

/**
 * What {@link TaskScope#closeWithin} does with children that do not end: how long it waits for them
 * after interrupting them, and where it puts on record those it then leaves behind. Immutable.
 *
 * @param grace how long an interrupted child may take to end; zero leaves it behind at once
 * @param registry the runtime's record of what was left behind
 */
public record StragglerPolicy(Duration grace, StragglerRegistry registry) {
  /**
   * Long enough to close a connection or delete a temporary file, short enough not to be felt as a
   * hang.
   */
  public static final Duration DEFAULT_GRACE = Duration.ofSeconds(2);

  /** Checks the components. */
  public StragglerPolicy {
    Objects.requireNonNull(grace, "grace");
    Objects.requireNonNull(registry, "registry");
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace must not be negative, was " + grace);
    }
  }

  /**
   * A policy with the default grace.
   *
   * @param registry the runtime's record of what was left behind
   * @return a new policy
   */
  public static StragglerPolicy of(StragglerRegistry registry) {
    return new StragglerPolicy(DEFAULT_GRACE, registry);
  }
}

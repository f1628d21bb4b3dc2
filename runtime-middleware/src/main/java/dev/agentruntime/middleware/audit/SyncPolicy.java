package dev.agentruntime.middleware.audit;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When an audit file is forced onto the disk. What was only written survives the end of the
 * process, but not of the machine. Immutable.
 */
public final class SyncPolicy {
  private static final SyncPolicy NEVER = new SyncPolicy("never", false, null);
  private static final SyncPolicy BEFORE_EFFECTS = new SyncPolicy("before effects", true, null);

  private final String name;
  private final boolean beforeEffects;
  private final @Nullable Duration interval;

  private SyncPolicy(String name, boolean beforeEffects, @Nullable Duration interval) {
    this.name = name;
    this.beforeEffects = beforeEffects;
    this.interval = interval;
  }

  /**
   * The operating system decides.
   *
   * @return the policy
   */
  public static SyncPolicy never() {
    return NEVER;
  }

  /**
   * Before a tool with effects begins. Calls that begin at the same time share one sync.
   *
   * @return the policy
   */
  public static SyncPolicy beforeEffects() {
    return BEFORE_EFFECTS;
  }

  /**
   * Now and then, so that no more than the last moments are lost with the machine.
   *
   * @param interval the longest time a record waits for it, more than zero
   * @return the policy
   * @throws IllegalArgumentException if the interval is zero or negative
   */
  public static SyncPolicy every(Duration interval) {
    if (!Objects.requireNonNull(interval, "interval").isPositive()) {
      throw new IllegalArgumentException(
          "the interval of an audit file's sync must be positive, was " + interval);
    }
    return new SyncPolicy("every " + interval, false, interval);
  }

  boolean isBeforeEffects() {
    return beforeEffects;
  }

  /** How long a record may wait; null if it is not a matter of time. */
  @Nullable Duration interval() {
    return interval;
  }

  /** Whether a segment is forced onto the disk when it is done. */
  boolean atTheEnd() {
    return !equals(NEVER);
  }

  @Override
  public String toString() {
    return name;
  }
}

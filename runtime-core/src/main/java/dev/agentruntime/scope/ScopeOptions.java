package dev.agentruntime.scope;

import dev.agentruntime.context.ContextCarrier;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a scope takes from the world: its name, clock and threads, deadline, and the host's context
 * to carry into children.
 *
 * <p>Immutable.
 */
public final class ScopeOptions {
  private final String name;
  private final TimeSource time;
  private final Deadline deadline;
  private final List<ContextCarrier> carriers;
  private final @Nullable Watchdog watchdog;

  private ScopeOptions(
      String name,
      TimeSource time,
      Deadline deadline,
      List<ContextCarrier> carriers,
      @Nullable Watchdog watchdog) {
    this.name = Objects.requireNonNull(name, "name");
    this.time = Objects.requireNonNull(time, "time");
    this.deadline = Objects.requireNonNull(deadline, "deadline");
    this.carriers = carriers;
    this.watchdog = watchdog;
  }

  /**
   * Options without a deadline and without carriers.
   *
   * @param name says whose children these are, in thread names and messages
   * @param time the clock to count on, the waits, and the starter of children
   * @return new options
   */
  public static ScopeOptions of(String name, TimeSource time) {
    return new ScopeOptions(name, time, Deadline.never(), List.of(), null);
  }

  /**
   * Options with a deadline and without carriers.
   *
   * @param name says whose children these are, in thread names and messages
   * @param time the clock to count on, the waits, and the starter of children
   * @param deadline when the scope gives up, on {@code time}'s clock
   * @return new options
   */
  public static ScopeOptions of(String name, TimeSource time, Deadline deadline) {
    return new ScopeOptions(name, time, deadline, List.of(), null);
  }

  /**
   * These options under another name.
   *
   * @param newName says whose children these are, in thread names and messages
   * @return new options
   */
  public ScopeOptions withName(String newName) {
    return new ScopeOptions(newName, time, deadline, carriers, watchdog);
  }

  /**
   * These options with another deadline.
   *
   * @param newDeadline when the scope gives up, on {@link #time()}'s clock
   * @return new options
   */
  public ScopeOptions withDeadline(Deadline newDeadline) {
    return new ScopeOptions(name, time, newDeadline, carriers, watchdog);
  }

  /**
   * These options with other carriers.
   *
   * @param newCarriers captured on the owner's thread at each fork and installed around the child's
   *     work, the first outermost
   * @return new options
   */
  public ScopeOptions withCarriers(List<ContextCarrier> newCarriers) {
    return new ScopeOptions(name, time, deadline, List.copyOf(newCarriers), watchdog);
  }

  /**
   * These options with a watchdog to keep the deadline: the scope is then cancelled at its deadline
   * even while its owner is busy outside fork and join, and waiting needs no timer, which on a
   * virtual thread costs several times what starting a child does. Once the watchdog is closed,
   * forking under a deadline throws an {@code IllegalStateException}: a child without the limit it
   * was to have must not start.
   *
   * @param newWatchdog the runtime's watchdog, on {@link #time()}'s clock
   * @return new options
   */
  public ScopeOptions withWatchdog(Watchdog newWatchdog) {
    return new ScopeOptions(
        name, time, deadline, carriers, Objects.requireNonNull(newWatchdog, "watchdog"));
  }

  /**
   * Says whose children these are.
   *
   * @return the scope's name
   */
  public String name() {
    return name;
  }

  /**
   * The clock, the waits and the starter of children.
   *
   * @return the time source
   */
  public TimeSource time() {
    return time;
  }

  /**
   * When the scope gives up.
   *
   * @return the deadline, on {@link #time()}'s clock
   */
  public Deadline deadline() {
    return deadline;
  }

  /**
   * The host's context to carry into children.
   *
   * @return an unmodifiable list, outermost first
   */
  public List<ContextCarrier> carriers() {
    return carriers;
  }

  /**
   * What keeps the deadline.
   *
   * @return the watchdog, or empty if the owner keeps it itself
   */
  public Optional<Watchdog> watchdog() {
    return Optional.ofNullable(watchdog);
  }

  @Nullable Watchdog watchdogOrNull() {
    return watchdog;
  }
}

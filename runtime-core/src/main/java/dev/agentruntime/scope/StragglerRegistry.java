package dev.agentruntime.scope;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The record of children that were left behind: how many so far, and which of them still run. One
 * per runtime.
 *
 * <p>It drops a task the moment the task ends. It limits nothing by itself; whoever is about to
 * start work that may have to be left behind asks {@link #hasRoom()} first and refuses if there is
 * none. Calls already under way may take the number above the cap.
 *
 * <p>Safe for use by many threads.
 */
public final class StragglerRegistry {
  /**
   * How many abandoned tasks may be alive before no more should be risked: enough to ride out one
   * dependency that hangs, few enough that threads which spin or hold connections are noticed
   * before the host runs out of either.
   */
  public static final int DEFAULT_CAP = 64;

  private final int cap;
  private final Set<AbandonedTask> alive = ConcurrentHashMap.newKeySet();
  private final AtomicLong total = new AtomicLong();

  /** Makes an empty registry with room for {@value #DEFAULT_CAP}. */
  public StragglerRegistry() {
    this(DEFAULT_CAP);
  }

  /**
   * Makes an empty registry.
   *
   * @param cap how many abandoned tasks may be alive before {@link #hasRoom()} says no, at least 1
   * @throws IllegalArgumentException if {@code cap} is less than 1
   */
  public StragglerRegistry(int cap) {
    if (cap < 1) {
      throw new IllegalArgumentException("cap on abandoned tasks must be at least 1, was " + cap);
    }
    this.cap = cap;
  }

  /**
   * Whether fewer abandoned tasks are alive than the cap allows.
   *
   * @return false if nothing more that may be abandoned should be started
   */
  public boolean hasRoom() {
    return alive.size() < cap;
  }

  /**
   * How many abandoned tasks may be alive before {@link #hasRoom()} says no.
   *
   * @return the cap
   */
  public int cap() {
    return cap;
  }

  /**
   * The abandoned tasks that have not ended, the longest abandoned first.
   *
   * @return an unmodifiable snapshot
   */
  public List<AbandonedTask> alive() {
    return alive.stream().sorted(Comparator.comparing(AbandonedTask::since)).toList();
  }

  /**
   * How many abandoned tasks have not ended.
   *
   * @return a count
   */
  public int aliveCount() {
    return alive.size();
  }

  /**
   * How many tasks were abandoned so far, ended or not.
   *
   * @return a count that never goes down
   */
  public long total() {
    return total.get();
  }

  /** A task may end before it gets here, so this looks once more after adding. */
  void add(AbandonedTask task) {
    total.incrementAndGet();
    alive.add(task);
    if (task.hasEnded()) {
      alive.remove(task);
    }
  }

  void remove(AbandonedTask task) {
    alive.remove(task);
  }

  @Override
  public String toString() {
    return "StragglerRegistry[%d alive of %d abandoned, cap %d]"
        .formatted(aliveCount(), total(), cap);
  }
}

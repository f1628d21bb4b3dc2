package dev.agentruntime.time;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The work of a watchdog's thread: waits for the planned wake-up, fires what is due, plans the next
 * one.
 *
 * <p>Confined to that thread, but for the counters.
 */
final class Sweeper implements Runnable {
  /** Further off than any deadline, so it stands for "no wake-up planned". */
  private static final long NO_WAKE_UP_NANOS =
      Deadline.LONGEST_NANOS + Duration.ofDays(3_650).toNanos();

  /**
   * A planned wake-up further off than this is none: what is due in half a century needs no timer.
   */
  private static final long UNPLANNED_NANOS = Deadline.LONGEST_NANOS / 2;

  /**
   * A sweep is followed by a rest nine times as long, so sweeping takes a tenth of a processor at
   * most ...
   */
  private static final int REST_FACTOR = 9;

  /** ... but not by a longer one than this, or limits would be noticeably late. */
  private static final long LONGEST_REST_NANOS = Duration.ofMillis(4).toNanos();

  /**
   * While limits come and go between sweeps but none is armed at the moment of one, the last
   * interval is kept so often before the next limit is asked to say a new one.
   */
  private static final int LONGEST_HABIT = 8;

  private final Watchdog watchdog;
  private final TimeSource time;
  private final AtomicLong wakeUps = new AtomicLong();
  private final AtomicLong fired = new AtomicLong();

  /** The wake-up this thread planned itself; another one was planned by a limit. */
  private long plannedNanos;

  private long notBeforeNanos;

  /**
   * How far off the last wake-up planned by a limit was: a limit's usual length. Zero if unknown.
   */
  private long intervalNanos;

  private int habit;

  Sweeper(Watchdog watchdog, TimeSource time) {
    this.watchdog = watchdog;
    this.time = time;
    this.notBeforeNanos = time.nanoTime();
  }

  long noWakeUpFrom(long nowNanos) {
    return nowNanos + NO_WAKE_UP_NANOS;
  }

  long wakeUps() {
    return wakeUps.get();
  }

  long fired() {
    return fired.get();
  }

  @Override
  public void run() {
    try {
      while (!watchdog.isClosed()) {
        waitOrSweep();
      }
    } finally {
      watchdog.sweeperEnds();
      fireAll();
    }
  }

  /** One step: waits once, or sweeps once if that is due. */
  void waitOrSweep() {
    long now = time.nanoTime();
    long wakeUp = watchdog.wakeUpNanos();
    if (wakeUp != plannedNanos) {
      plannedNanos = wakeUp;
      intervalNanos = Math.max(0, wakeUp - now);
      habit = 0;
    }
    long wait = Math.max(wakeUp - now, notBeforeNanos - now);
    if (wait <= 0) {
      sweep(now);
    } else {
      time.park(wait > UNPLANNED_NANOS ? Deadline.never() : Deadline.afterNanos(wait, now));
      wakeUps.incrementAndGet();
    }
  }

  private void sweep(long now) {
    boolean used = watchdog.takeUsed();
    long next = noWakeUpFrom(now);
    watchdog.forgetWakeUp(next);
    for (LimitSlots table = watchdog.slots(); table != null; table = table.older()) {
      next = sweep(table, now, next);
    }
    if (used && intervalNanos > 0 && now + intervalNanos - next < 0 && habit < LONGEST_HABIT) {
      next = now + intervalNanos;
      habit++;
    } else {
      habit = 0;
    }
    plannedNanos = next;
    watchdog.planWakeUp(next);
    long after = time.nanoTime();
    notBeforeNanos = after + Math.min(LONGEST_REST_NANOS, REST_FACTOR * (after - now));
  }

  /**
   * Fires what is due and returns the earlier of {@code next} and the first deadline that is not.
   */
  private long sweep(LimitSlots table, long now, long next) {
    long earliest = next;
    for (int i = 0; i < table.length(); i++) {
      TimeLimit limit = table.get(i);
      if (limit != null) {
        int reading = limit.readState();
        long deadline = limit.deadlineNanos();
        if (!TimeLimit.isArmed(reading)) {
          continue;
        }
        if (deadline - now <= 0) {
          fire(table, i, limit, reading);
        } else if (deadline - earliest < 0) {
          earliest = deadline;
        }
      }
    }
    return earliest;
  }

  /** Fires everything that is armed. Limits armed from now on find the watchdog closed. */
  void fireAll() {
    for (LimitSlots table = watchdog.slots(); table != null; table = table.older()) {
      for (int i = 0; i < table.length(); i++) {
        TimeLimit limit = table.get(i);
        if (limit != null) {
          int reading = limit.readState();
          if (TimeLimit.isArmed(reading)) {
            fire(table, i, limit, reading);
          }
        }
      }
    }
  }

  /**
   * Fires a limit, if it is still in the slot it was found in and nobody was faster. Without the
   * second look at the slot, the reading might be of a later arming, which is in another slot; this
   * one might be somebody else's by then.
   */
  void fire(LimitSlots table, int index, TimeLimit limit, int reading) {
    if (!table.holds(index, limit) || !limit.startFiring(reading)) {
      return;
    }
    table.release(index);
    fired.incrementAndGet();
    if (limit.firesInline()) {
      new Firing(limit, watchdog.firings(), time).run();
    } else {
      watchdog.firings().fireApart(limit);
    }
  }
}

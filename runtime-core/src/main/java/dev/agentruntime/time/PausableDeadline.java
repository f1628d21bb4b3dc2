package dev.agentruntime.time;

import org.jspecify.annotations.Nullable;

/**
 * A deadline that moves: while its clock is paused it does not come, and afterwards it comes as
 * much later as the pause was long. Pauses may overlap; the clock runs again when the last one is
 * over.
 *
 * <p>Readings of the clock are passed in. Safe for use by many threads.
 */
public final class PausableDeadline {
  // Guarded by this.
  private Deadline running;
  private int pauses;
  private long pausedSince;
  private long pausedNanos;
  private boolean released;
  private @Nullable Thread waiter;

  /**
   * A deadline whose clock runs.
   *
   * @param deadline when it comes if the clock is never paused
   */
  public PausableDeadline(Deadline deadline) {
    this.running = deadline;
  }

  /**
   * The deadline as it stands.
   *
   * @return when it comes, or {@link Deadline#never()} while the clock is paused
   */
  public synchronized Deadline current() {
    return pauses > 0 ? Deadline.never() : running;
  }

  /**
   * For how long the clock has been paused so far, the present pause left out.
   *
   * @return nanoseconds
   */
  public synchronized long pausedNanos() {
    return pausedNanos;
  }

  /**
   * Pauses the clock, or makes the present pause last until this one is over too. A deadline that
   * has passed stays passed.
   *
   * @param nowNanos a reading of the clock
   */
  public synchronized void pause(long nowNanos) {
    if (pauses++ == 0) {
      pausedSince = nowNanos;
    }
  }

  /**
   * Ends one pause.
   *
   * @param nowNanos a reading of the clock
   * @param time wakes whoever waits for the deadline
   * @throws IllegalStateException if the clock is not paused
   */
  public synchronized void resume(long nowNanos, TimeSource time) {
    if (pauses == 0) {
      throw new IllegalStateException("the clock is not paused, so it cannot be resumed");
    }
    pauses--;
    if (pauses > 0) {
      return;
    }
    long pause = Math.max(0, nowNanos - pausedSince);
    pausedNanos += pause;
    if (!running.isNever() && !running.isExpired(pausedSince)) {
      running = Deadline.afterNanos(running.nanos() - pausedSince, nowNanos);
    }
    wake(time);
  }

  /**
   * Waits for the deadline, on a thread of its own. An interrupt is of no consequence.
   *
   * @param time the clock the deadline is on
   * @return true if it has come, false if nobody needs it any more
   */
  public boolean await(TimeSource time) {
    while (true) {
      Deadline until;
      synchronized (this) {
        if (released) {
          return false;
        }
        until = current();
        if (until.isExpired(time.nanoTime())) {
          return true;
        }
        waiter = Thread.currentThread();
      }
      if (Thread.interrupted()) {
        continue; // or parking would not wait
      }
      time.park(until);
    }
  }

  /**
   * Nobody needs the deadline any more.
   *
   * @param time wakes whoever waits for it
   */
  public synchronized void release(TimeSource time) {
    released = true;
    wake(time);
  }

  private void wake(TimeSource time) {
    Thread waiting = waiter;
    if (waiting != null) {
      time.unpark(waiting);
    }
  }

  @Override
  public synchronized String toString() {
    return pauses > 0 ? "PausableDeadline(paused)" : "PausableDeadline(" + running + ")";
  }
}

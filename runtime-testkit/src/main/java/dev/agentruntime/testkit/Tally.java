package dev.agentruntime.testkit;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A count that only grows and that threads can wait for: "the tool was called twice", "the model
 * was asked".
 *
 * <p>It waits through a {@link TimeSource}, so it works in virtual time too. Safe for use by many
 * threads.
 */
public final class Tally {
  private record Waiter(Thread thread, TimeSource time) {}

  // Guarded by this object's lock, which is never held while waiting or waking.
  private final List<Waiter> waiters = new ArrayList<>();
  private int count;

  /** Makes a count of zero. */
  public Tally() {}

  /**
   * Counts one more and wakes who waits.
   *
   * @return the count, this one included
   */
  public int add() {
    int now;
    List<Waiter> toWake;
    synchronized (this) {
      now = ++count;
      toWake = List.copyOf(waiters);
    }
    for (Waiter waiter : toWake) {
      waiter.time().unpark(waiter.thread());
    }
    return now;
  }

  /**
   * The count so far.
   *
   * @return zero or more
   */
  public synchronized int count() {
    return count;
  }

  /**
   * Waits until the count is large enough.
   *
   * @param atLeast what to wait for
   * @param latest when to give up, on {@code time}'s clock; with {@link Deadline#never()} virtual
   *     time is not moved by the waiting
   * @param time the clock to wait on
   * @return whether the count was reached in time
   * @throws InterruptedException if the thread is or becomes interrupted while it has to wait; the
   *     flag is cleared
   */
  public boolean await(int atLeast, Deadline latest, TimeSource time) throws InterruptedException {
    if (count() >= atLeast) {
      return true;
    }
    Waiter self = new Waiter(Thread.currentThread(), time);
    enter(self);
    try {
      while (count() < atLeast) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for a count of " + atLeast);
        }
        if (latest.isExpired(time.nanoTime())) {
          return false;
        }
        time.park(latest);
      }
      return true;
    } finally {
      leave(self);
    }
  }

  private synchronized void enter(Waiter waiter) {
    waiters.add(waiter);
  }

  private synchronized void leave(Waiter waiter) {
    waiters.remove(waiter);
  }

  @Override
  public String toString() {
    return "Tally(" + count() + ")";
  }
}

package dev.agentruntime.middleware.internal;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A number of permits, handed out in the order of asking, with a bounded queue. A permit that comes
 * back goes straight to the one who has waited longest, so nobody overtakes. Waits on the time
 * source. Safe for use by many threads.
 */
public final class FairPermits {
  /** What became of a wish for a permit. */
  public enum Answer {
    /** To be given back with {@link #release}. */
    GRANTED,
    /** As many are waiting as may. */
    QUEUE_FULL,
    /** None came in time. */
    TOO_LATE
  }

  private static final class Waiter {
    final Thread thread = Thread.currentThread();

    /** Written with the lock held, once. */
    volatile boolean granted;
  }

  private final int permits;
  private final int maxQueued;
  private final TimeSource time;
  private final Runnable releaser = this::release;

  // Guarded by this.
  private int taken;
  private final Queue<Waiter> queue = new ArrayDeque<>();

  /**
   * Makes permits, none of them taken.
   *
   * @param permits how many, at least 1
   * @param maxQueued how many may wait, zero or more
   * @param time the clock to wait on
   */
  public FairPermits(int permits, int maxQueued, TimeSource time) {
    this.permits = permits;
    this.maxQueued = maxQueued;
    this.time = time;
  }

  /**
   * Takes a permit if there is one at once.
   *
   * @return whether there is a permit to be given back
   */
  public synchronized boolean tryAcquire() {
    // While somebody waits none is free: a permit that comes back is handed on.
    boolean free = taken < permits;
    if (free) {
      taken++;
    }
    return free;
  }

  /**
   * Takes a permit, if need be after a wait.
   *
   * @param latest when to give up
   * @return whether there is a permit to be given back
   * @throws InterruptedException if the thread is or becomes interrupted before it is time to give
   *     up; then it has no permit
   */
  public Answer acquire(Deadline latest) throws InterruptedException {
    Waiter waiter;
    synchronized (this) {
      if (tryAcquire()) {
        return Answer.GRANTED;
      }
      if (queue.size() >= maxQueued) {
        return Answer.QUEUE_FULL;
      }
      waiter = new Waiter();
      queue.add(waiter);
    }
    return await(waiter, latest);
  }

  private Answer await(Waiter waiter, Deadline latest) throws InterruptedException {
    while (!waiter.granted) {
      if (latest.isExpired(time.nanoTime())) {
        return leave(waiter) ? Answer.TOO_LATE : Answer.GRANTED;
      }
      if (Thread.interrupted()) {
        if (!leave(waiter)) {
          release();
        }
        throw new InterruptedException("interrupted while waiting for a permit");
      }
      time.park(latest);
    }
    return Answer.GRANTED;
  }

  /** False if it has been granted a permit after all. */
  private synchronized boolean leave(Waiter waiter) {
    return !waiter.granted && queue.remove(waiter);
  }

  /** Gives a permit back; by any thread. */
  public void release() {
    Waiter next;
    synchronized (this) {
      next = queue.poll();
      if (next == null) {
        taken--;
        return;
      }
      next.granted = true;
    }
    time.unpark(next.thread);
  }

  /**
   * {@link #release} to hand on, without making an object for it.
   *
   * @return the same each time
   */
  public Runnable releaser() {
    return releaser;
  }

  /**
   * Whether a wish would be turned away at once.
   *
   * @return true if all permits are out and as many wait for one as may
   */
  public synchronized boolean isFull() {
    return taken >= permits && queue.size() >= maxQueued;
  }

  /**
   * How many permits are out.
   *
   * @return the number at this moment
   */
  public synchronized int taken() {
    return taken;
  }

  /**
   * How many wait for one.
   *
   * @return the number at this moment
   */
  public synchronized int waiting() {
    return queue.size();
  }
}

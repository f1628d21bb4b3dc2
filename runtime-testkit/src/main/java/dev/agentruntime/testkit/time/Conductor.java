package dev.agentruntime.testkit.time;

import dev.agentruntime.testkit.time.Participant.Status;
import dev.agentruntime.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes real threads follow a {@link Timeline}: parks and releases them, and moves the clock when
 * nobody runs.
 *
 * <p>A parked thread really parks, by {@link LockSupport}, in a loop on {@link Participant#awake}.
 * Each change of the timeline and the decision to move time that follows from it are one critical
 * section.
 *
 * <p>Safe for use by many threads.
 */
final class Conductor {
  private final boolean manual;
  private final StallDetector detector;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * Signalled when a thread has parked or ended while somebody watches for that, and when all is
   * over.
   */
  private final Condition calmer = lock.newCondition();

  // Written with the lock held.
  private final Timeline timeline;
  private int watchers;
  private volatile @Nullable String stall;
  private volatile boolean closed;

  Conductor(Timeline timeline, boolean manual, Duration stallAfter) {
    this.timeline = timeline;
    this.manual = manual;
    this.detector = new StallDetector(this, stallAfter);
  }

  long nowNanos() {
    return timeline.nowNanos();
  }

  boolean isClosed() {
    return closed;
  }

  /** Counts a thread as running before it is started. */
  void begin(Thread thread, boolean started) {
    lock.lock();
    try {
      failIfOver();
      timeline.begin(thread, started);
    } finally {
      lock.unlock();
    }
  }

  /** A thread's last action: its mark is gone, or handed to those that wait for its end. */
  void end(Thread thread) {
    lock.lock();
    try {
      timeline.end(timeline.of(thread));
      markGivenUp();
    } finally {
      lock.unlock();
    }
  }

  void park(Deadline deadline) {
    Thread current = Thread.currentThread();
    Participant self;
    lock.lock();
    try {
      failIfOver();
      self = timeline.of(current);
      if (self.permit) {
        self.permit = false;
        return;
      }
      if (current.isInterrupted() || deadline.isExpired(timeline.nowNanos())) {
        return;
      }
      timeline.block(self, deadline);
      markGivenUp();
      detector.watch();
    } finally {
      lock.unlock();
    }
    while (!self.awake) {
      LockSupport.park(this);
      if (current.isInterrupted()) {
        self.seeInterrupt();
        wakeInterrupted(self);
      }
    }
    failIfOver();
  }

  /**
   * Somebody interrupted the thread without telling: it takes its mark back itself, if nobody has
   * given it yet.
   */
  private void wakeInterrupted(Participant self) {
    lock.lock();
    try {
      timeline.wake(self);
    } finally {
      lock.unlock();
    }
  }

  void unpark(Thread thread) {
    lock.lock();
    try {
      if (thread.getState() != Thread.State.TERMINATED) {
        timeline.unpark(timeline.of(thread));
      }
    } finally {
      lock.unlock();
    }
  }

  /** The flag is set before the thread may run, for it may look at once. */
  void interrupt(Thread thread) {
    lock.lock();
    try {
      thread.interrupt();
      Participant target = timeline.find(thread);
      if (target != null) {
        timeline.wake(target);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Parks until a started thread has ended; at once if it has, or was not started here. */
  void join(Thread thread) throws InterruptedException {
    Thread current = Thread.currentThread();
    while (joins(current, thread)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while joining '" + thread.getName() + "'");
      }
      park(Deadline.never());
    }
  }

  /** Asks to be woken when the thread ends; says whether it will. */
  private boolean joins(Thread current, Thread thread) {
    lock.lock();
    try {
      Participant target = timeline.find(thread);
      if (target == null || !target.started) {
        return false;
      }
      target.joiners.add(timeline.of(current));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Moves time forward from one planned wake-up to the next, waiting each time until nobody else
   * runs.
   */
  void advance(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long target = timeline.nowNanos() + nanos;
      do {
        awaitCalm();
      } while (timeline.wakeNext(target));
      timeline.moveTo(target);
    } finally {
      lock.unlock();
    }
  }

  /** Waits in real time until nobody else runs. */
  void settle() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      awaitCalm();
    } finally {
      lock.unlock();
    }
  }

  private void awaitCalm() throws InterruptedException {
    Participant self = timeline.of(Thread.currentThread());
    watchers++;
    try {
      detector.watch();
      while (true) {
        failIfOver();
        timeline.wakeInterrupted();
        timeline.forgetEnded();
        if (timeline.running() == (self.status == Status.RUNNING ? 1 : 0)) {
          return;
        }
        calmer.await();
      }
    } finally {
      watchers--;
    }
  }

  List<Thread> startedThreads() {
    lock.lock();
    try {
      return timeline.all(participant -> participant.started).stream()
          .map(participant -> participant.thread)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets threads that run end or park, within a bound of real time; then releases the parked ones
   * with an exception.
   *
   * @return what went wrong: the stall and the threads left, in words
   */
  List<String> close(long boundNanos) {
    lock.lock();
    try {
      awaitStarted(boundNanos);
      List<Participant> left = timeline.all(participant -> participant.started);
      List<String> faults = new ArrayList<>();
      if (stall != null) {
        faults.add(stall);
      } else if (!left.isEmpty()) {
        faults.add(
            "threads left at the end of virtual time:"
                + ThreadStacks.describe(left, timeline.nowNanos()));
      }
      closed = true;
      release();
      detector.stop();
      return faults;
    } finally {
      lock.unlock();
    }
  }

  private void awaitStarted(long boundNanos) {
    Thread current = Thread.currentThread();
    boolean interrupted = false;
    long leftNanos = boundNanos;
    watchers++;
    while (leftNanos > 0 && stall == null) {
      timeline.wakeInterrupted();
      if (timeline
          .all(p -> p.started && p.status == Status.RUNNING && !p.thread.equals(current))
          .isEmpty()) {
        break;
      }
      try {
        leftNanos = calmer.awaitNanos(leftNanos);
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    watchers--;
    if (interrupted) {
      current.interrupt();
    }
  }

  /** Everything is over, well or not: whoever waits wakes up and finds out. */
  private void release() {
    timeline.all(participant -> participant.status == Status.PARKED).forEach(timeline::wake);
    calmer.signalAll();
  }

  private void markGivenUp() {
    if (watchers > 0) {
      calmer.signalAll();
    }
    moveIfNobodyRuns();
  }

  private void moveIfNobodyRuns() {
    if (!manual && !closed && timeline.running() == 0) {
      timeline.wakeInterrupted();
      if (timeline.running() == 0) {
        timeline.wakeNext();
      }
    }
  }

  private void failIfOver() {
    String stalled = stall;
    if (stalled != null) {
      throw new StallError(stalled);
    }
    if (closed) {
      throw new ClosedException();
    }
  }

  // What the stall detector asks, on its own thread.

  /**
   * Looks after threads that ended without telling. Returns how much has happened so far, or -1 if
   * nobody waits; then the detector rests.
   */
  long look() {
    lock.lock();
    try {
      timeline.forgetEnded();
      moveIfNobodyRuns();
      if (timeline.parked() > 0 || watchers > 0) {
        return timeline.events();
      }
      detector.rest();
      return -1;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Wakes one more of those due at the present instant, in case the one woken before waits for it
   * by foreign means.
   */
  void wakeAnotherDueNow() {
    lock.lock();
    try {
      if (!manual || watchers > 0) {
        timeline.wakeNext(timeline.nowNanos());
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives up: everybody who waits gets an error that names the threads in the way, and those are
   * interrupted.
   */
  void stall(Duration bound) {
    lock.lock();
    try {
      if (stall == null && !closed) {
        stall = StallReport.of(timeline, bound, manual);
        timeline
            .all(participant -> participant.status == Status.RUNNING)
            .forEach(p -> p.thread.interrupt());
        release();
      }
    } finally {
      lock.unlock();
    }
  }
}

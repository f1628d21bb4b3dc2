package dev.agentruntime.testkit.time;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One thread as virtual time sees it. Guarded by the lock of its {@link Conductor}, but for the
 * volatile fields, by which the parked thread itself goes.
 */
final class Participant {
  enum Status {
    /** Has not parked here yet, so it holds no mark: time moves without asking it. */
    OUTSIDE,
    /** Holds a running mark: time stands still. */
    RUNNING,
    /** Waits in {@code park}. */
    PARKED
  }

  /**
   * By deadline, then by start. Differences, since the clock may overflow; all deadlines lie within
   * a century.
   */
  static final Comparator<Participant> BY_WAKE_UP =
      (a, b) ->
          a.wakeUpNanos != b.wakeUpNanos
              ? Long.signum(a.wakeUpNanos - b.wakeUpNanos)
              : Long.compare(a.order, b.order);

  final Thread thread;
  final long order;

  /** Whether its end will be reported, because it was started here. */
  final boolean started;

  Status status = Status.OUTSIDE;
  boolean permit;

  /** When {@link #timed} and parked: the planned wake-up. */
  long wakeUpNanos;

  boolean timed;

  /** Who waits for its end. */
  final Set<Participant> joiners = new LinkedHashSet<>();

  /** False while it has to stay in its real park. */
  volatile boolean awake = true;

  /**
   * Whether the parked thread has seen its interrupt flag and is on its way to the lock. The flag
   * alone will not do: a thread that queues for a lock takes it down for a while.
   */
  private volatile boolean interruptSeen;

  Participant(Thread thread, long order, boolean started) {
    this.thread = thread;
    this.order = order;
    this.started = started;
  }

  /** For the parked thread itself, without the lock. */
  void seeInterrupt() {
    interruptSeen = true;
  }

  /** Whether the thread will leave its park, though it may not have said so yet. */
  boolean isInterrupted() {
    return thread.isInterrupted() || interruptSeen;
  }

  void park() {
    status = Status.PARKED;
    awake = false;
    interruptSeen = false;
  }
}

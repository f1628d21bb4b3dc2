package dev.agentruntime.internal.run;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The runs going on in one runtime, so that closing it can end them. Every run has a deadline with
 * the watchdog, so the watchdog's own register serves. Once closed, no run begins. Safe for use by
 * many threads.
 */
public final class LiveRuns {
  private static final Cancellation CLOSED =
      Cancellation.of(Cancellation.Kind.RUNTIME_CLOSED, "the runtime was closed");

  private final TimeSource time;
  private final Watchdog watchdog;
  private volatile boolean closed;

  /** Runs with a thread of their own, from before it is started until it has left the result. */
  private final Set<RunState> started = ConcurrentHashMap.newKeySet();

  /**
   * Runs whose deadline has fired, which takes them from the watchdog's register before their end.
   */
  private final Set<RunState> late = ConcurrentHashMap.newKeySet();

  /** The threads waiting in {@link #close}. */
  private final Queue<Thread> closers = new ConcurrentLinkedQueue<>();

  LiveRuns(TimeSource time, Watchdog watchdog) {
    this.time = time;
    this.watchdog = watchdog;
  }

  /** Adds a run whose own thread is about to be started, or refuses it if the runtime is closed. */
  void announce(RunState run) {
    started.add(run);
    if (closed) {
      leave(run);
      throw refused(run);
    }
  }

  /** The end of what {@link #announce} began. */
  void leave(RunState run) {
    started.remove(run);
    wakeClosers();
  }

  /**
   * Arms a run's deadline, or refuses the run if the runtime is closed. One that was announced
   * before the runtime was closed has been told to stop, and may begin in order to end properly.
   */
  RunDeadline begin(RunState run) {
    if (closed && !started.contains(run)) {
      throw refused(run);
    }
    RunDeadline deadline = new RunDeadline(run);
    watchdog.arm(deadline, run.deadline());
    if (closed && !started.contains(run)) {
      end(deadline);
      throw refused(run);
    }
    return deadline;
  }

  private static IllegalStateException refused(RunState run) {
    return new IllegalStateException(
        "the runtime is closed; agent '" + run.agentPath() + "' cannot run any more");
  }

  void end(RunDeadline deadline) {
    deadline.run.releaseDeadline();
    if (deadline.end()) {
      late.remove(deadline.run);
    }
    wakeClosers();
  }

  private void wakeClosers() {
    for (Thread waiting : closers) {
      time.unpark(waiting);
    }
  }

  /**
   * A run's deadline fired, or the watchdog was closed. If the deadline has moved, waits for it on
   * the thread it fired on.
   */
  void fired(RunState run) {
    late.add(run);
    if (!closed && run.awaitDeadline()) {
      run.deadlinePassed();
    } else if (closed) {
      run.signal(CLOSED);
    }
  }

  /**
   * How many runs are going on.
   *
   * @return a snapshot
   */
  public int count() {
    return live().size();
  }

  /** In this order a run that goes from one register to the next is not missed. */
  private Set<RunState> live() {
    Set<RunState> live = new HashSet<>(started);
    for (TimeLimit limit : watchdog.armed()) {
      if (limit instanceof RunDeadline deadline) {
        live.add(deadline.run);
      }
    }
    live.addAll(late);
    return live;
  }

  /**
   * Cancels all runs, waits for them to end, and ends the watchdog.
   *
   * @param patience how long to wait
   * @return the ids of runs that had not ended by then
   */
  public List<String> close(Duration patience) {
    closed = true;
    Deadline end = Deadline.after(patience, time);
    Thread self = Thread.currentThread();
    closers.add(self);
    try {
      for (RunState run : live()) {
        run.signal(CLOSED);
        run.releaseDeadline();
      }
      boolean interrupted = awaitEnds(end);
      watchdog.close();
      // A deadline that was firing before was in no register; now it is in the last.
      interrupted |= !interrupted && awaitEnds(end);
      if (interrupted) {
        self.interrupt();
      }
    } finally {
      closers.remove(self);
    }
    return live().stream().map(RunState::runId).toList();
  }

  /** Whether the calling thread was interrupted, which ends the waiting; its flag is cleared. */
  private boolean awaitEnds(Deadline end) {
    boolean interrupted = false;
    while (!interrupted && !live().isEmpty() && !end.isExpired(time.nanoTime())) {
      time.park(end);
      interrupted = Thread.interrupted();
    }
    return interrupted;
  }
}

package dev.agentruntime.internal.run;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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

  /**
   * Runs whose deadline has fired, which takes them from the watchdog's register before their end.
   */
  private final Set<RunState> late = ConcurrentHashMap.newKeySet();

  /** The thread waiting in {@link #close}. */
  private volatile @Nullable Thread closer;

  LiveRuns(TimeSource time, Watchdog watchdog) {
    this.time = time;
    this.watchdog = watchdog;
  }

  /** Arms a run's deadline, or refuses the run if the runtime is closed. */
  RunDeadline begin(RunState run) {
    if (closed) {
      throw refused(run);
    }
    RunDeadline deadline = new RunDeadline(run);
    watchdog.arm(deadline, run.deadline());
    if (closed) {
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
    if (deadline.end()) {
      late.remove(deadline.run);
    }
    Thread waiting = closer;
    if (waiting != null) {
      time.unpark(waiting);
    }
  }

  /** A run's deadline fired, or the watchdog was closed. */
  void fired(RunState run) {
    late.add(run);
    if (closed) {
      run.signal(CLOSED);
    } else {
      run.deadlinePassed();
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

  private Set<RunState> live() {
    Set<RunState> live = new HashSet<>(late);
    for (TimeLimit limit : watchdog.armed()) {
      if (limit instanceof RunDeadline deadline) {
        live.add(deadline.run);
      }
    }
    return live;
  }

  /**
   * Whether the runtime was closed.
   *
   * @return true from the moment of closing on
   */
  public boolean isClosed() {
    return closed;
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
    closer = Thread.currentThread();
    boolean interrupted = false;
    for (RunState run : live()) {
      run.signal(Cancellation.of(Cancellation.Kind.RUNTIME_CLOSED, "the runtime was closed"));
    }
    while (!live().isEmpty() && !end.isExpired(time.nanoTime()) && !interrupted) {
      time.park(end);
      interrupted = Thread.interrupted();
    }
    closer = null;
    List<String> left = live().stream().map(RunState::runId).toList();
    watchdog.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return left;
  }
}

package dev.agentruntime.internal.run;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The runs going on in one runtime, so that closing it can end them. Once closed, no run begins.
 * Safe for use by many threads.
 */
public final class LiveRuns {
  private final TimeSource time;
  private final Set<RunState> runs = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** The thread waiting in {@link #close}. */
  private volatile @Nullable Thread closer;

  LiveRuns(TimeSource time) {
    this.time = time;
  }

  /** Adds a run, or refuses it if the runtime is closed. */
  void begin(RunState run) {
    runs.add(run);
    if (closed) {
      end(run);
      throw new IllegalStateException(
          "the runtime is closed; agent '" + run.agentPath() + "' cannot run any more");
    }
  }

  void end(RunState run) {
    runs.remove(run);
    Thread waiting = closer;
    if (waiting != null) {
      time.unpark(waiting);
    }
  }

  /**
   * How many runs are going on.
   *
   * @return a snapshot
   */
  public int count() {
    return runs.size();
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
   * Cancels all runs and waits for them to end.
   *
   * @param patience how long to wait
   * @return the ids of runs that had not ended by then
   */
  public List<String> close(Duration patience) {
    closed = true;
    Deadline end = Deadline.after(patience, time);
    closer = Thread.currentThread();
    boolean interrupted = false;
    for (RunState run : runs) {
      run.signal(Cancellation.of(Cancellation.Kind.RUNTIME_CLOSED, "the runtime was closed"));
    }
    while (!runs.isEmpty() && !end.isExpired(time.nanoTime()) && !interrupted) {
      time.park(end);
      interrupted = Thread.interrupted();
    }
    closer = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    List<String> left = new ArrayList<>();
    for (RunState run : runs) {
      left.add(run.runId());
    }
    return left;
  }
}

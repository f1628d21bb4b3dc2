package dev.agentruntime.internal.run;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs that a run's tools started on threads of their own, in whatever runtime. They are told to
 * stop with the run they are part of and do not outlive it. Safe for use by many threads.
 */
final class InnerRuns {
  private final RunState outer;
  private final Set<RunState> live = ConcurrentHashMap.newKeySet();

  /** The outer run's thread, from when it is about to end. */
  private volatile @Nullable Thread ending;

  InnerRuns(RunState outer) {
    this.outer = outer;
  }

  /** Before the inner run's thread is started. */
  void add(RunState inner) {
    live.add(inner);
    if (outer.cancellationOrNull() != null || ending != null) {
      stop(inner);
    }
  }

  void remove(RunState inner) {
    live.remove(inner);
    Thread waiting = ending;
    if (waiting != null) {
      outer.time().unpark(waiting);
    }
  }

  void stopAll() {
    live.forEach(this::stop);
  }

  private void stop(RunState inner) {
    inner.signal(
        Cancellation.of(
            Cancellation.Kind.PARENT,
            "the run of '" + outer.agentPath() + "' was told to stop or has ended"));
  }

  /**
   * On the outer run's thread, when it is about to end: stops what is left and waits for it. An
   * interrupt does not cut this short; its flag is restored.
   *
   * @return the runs that did not end in time
   */
  List<RunState> endWithin(Duration grace) {
    ending = Thread.currentThread();
    stopAll();
    TimeSource time = outer.time();
    Deadline latest = Deadline.after(grace, time);
    boolean interrupted = false;
    while (!live.isEmpty() && !latest.isExpired(time.nanoTime())) {
      interrupted |= Thread.interrupted();
      time.park(latest);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return List.copyOf(live);
  }
}

package dev.agentruntime.internal.run;

import dev.agentruntime.chain.ClockPause;
import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.PausableDeadline;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The part of a run that is its time: when it began, when it has to end, and its pauses. */
abstract class ClockedRun extends StopSignal {
  // Written before anybody else has this run, so without the fence of a volatile write.
  private long beganNanos;
  private Deadline planned = Deadline.never();

  /**
   * As pauses of the clock have moved it, with the lock held; null if none has, as in nearly every
   * run.
   */
  private volatile @Nullable Deadline moved;

  /** First thing, on the thread that makes the run. */
  final void beginAt(long nowNanos, Deadline end) {
    beganNanos = nowNanos;
    planned = end;
  }

  /** The context this run was started in, or null. */
  abstract @Nullable RunContext parent();

  @Override
  public Deadline deadline() {
    Deadline now = moved;
    return now == null ? planned : now;
  }

  final long beganNanos() {
    return beganNanos;
  }

  @Override
  public ClockPause pauseClock() {
    ClockPause around = parent() instanceof RunFrame outer ? outer.pauseClock() : () -> {};
    synchronized (this) {
      PausableDeadline moving = makeMoving(deadline());
      moving.pause(time().nanoTime());
      moved = moving.current();
    }
    AtomicBoolean over = new AtomicBoolean();
    return () -> {
      if (over.compareAndSet(false, true)) {
        resumeClock();
        around.close();
      }
    };
  }

  private synchronized void resumeClock() {
    PausableDeadline moving = makeMoving(deadline());
    moving.resume(time().nanoTime(), time());
    moved = moving.current();
  }

  /**
   * Waits for the deadline, if it has moved since it was armed.
   *
   * @return false if the run needs no deadline any more
   */
  final boolean awaitDeadline() {
    PausableDeadline moving = moving();
    return moving == null || moving.await(time());
  }

  /** Nobody needs to wait for the deadline any more. */
  final void releaseDeadline() {
    PausableDeadline moving = moving();
    if (moving != null) {
      moving.release(time());
    }
  }

  /** The deadline as pauses move it; null if there never was a pause, as in nearly every run. */
  abstract @Nullable PausableDeadline moving();

  /** The same, made from the deadline as it is if there is none yet. */
  abstract PausableDeadline makeMoving(Deadline from);

  /** How long the run might take, as messages say it. */
  final Duration allowed() {
    PausableDeadline moving = moving();
    long paused = moving == null ? 0 : moving.pausedNanos();
    Deadline end = deadline();
    return Duration.ofNanos(end.isNever() ? Long.MAX_VALUE : end.nanos() - beganNanos - paused);
  }
}

package dev.agentruntime.internal.run;

import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.time.Deadline;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of a run that can be told to stop, from any thread, once. The signal goes RUNNING →
 * SIGNALLING → SIGNALLED by compare-and-set, or RUNNING → ENDED; whoever ends the run waits out
 * SIGNALLING, by parking if it takes long, so an interrupt meant for the run can never hit its
 * thread afterwards.
 */
abstract class StopSignal extends RunFrame {
  private static final int RUNNING = 0;
  private static final int SIGNALLING = 1;

  /** The same, and the run's thread has parked until it is over. */
  private static final int AWAITED = 2;

  private static final int SIGNALLED = 3;
  private static final int ENDED = 4;

  /** Longer than a signal takes that nobody holds up. */
  private static final int SPINS = 1_000;

  private static final VarHandle STATE;
  private static final VarHandle RUNNER;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(StopSignal.class, "state", int.class);
      RUNNER = MethodHandles.lookup().findVarHandle(StopSignal.class, "runner", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int state;

  /**
   * The thread running the run; set before it can be told to stop, or by the run's own thread first
   * thing.
   */
  private volatile @Nullable Thread runner;

  /** Set while SIGNALLING. */
  private volatile @Nullable Cancellation cancellation;

  /** Owner thread only: the interrupt of a signal has been taken up. */
  private boolean hostInterrupted;

  /** Also that of a run around this one, which this one has yet to take up. */
  @Override
  public final Optional<Cancellation> cancellation() {
    Cancellation own = cancellation;
    return own == null && isOuterStopped()
        ? Optional.of(hostInterrupt(null))
        : Optional.ofNullable(own);
  }

  final @Nullable Cancellation cancellationOrNull() {
    return cancellation;
  }

  /**
   * On the run's thread: whether it has to stop. Takes up that a run around it was told to, whose
   * interrupt of this thread a tool may have swallowed.
   */
  final boolean toldToStop() {
    if (cancellation == null && isOuterStopped()) {
      interrupted(null);
    }
    return cancellation != null;
  }

  /** Before anybody else has this run, so without the fence of a volatile write. */
  final void adoptCallingThread() {
    RUNNER.setRelease(this, Thread.currentThread());
  }

  /** On the run's own thread, when others may have told the run to stop already. */
  final void beginOnOwnThread() {
    runner = Thread.currentThread();
    if (cancellation != null) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells the run to stop. Returns false if it was told before or has ended. */
  final boolean signal(Cancellation why) {
    if (!STATE.compareAndSet(this, RUNNING, SIGNALLING)) {
      return false;
    }
    cancellation = why;
    Thread thread = runner;
    if (thread != null) {
      time().interrupt(thread);
    }
    boolean awaited = (int) STATE.getAndSet(this, SIGNALLED) == AWAITED;
    Thread waiting = runner; // read again: the run may have begun meanwhile
    if (awaited && waiting != null) {
      time().unpark(waiting);
    }
    signalled();
    return true;
  }

  /** On the run's thread: it was interrupted, by whoever. Returns why the run has to stop. */
  final Cancellation interrupted(@Nullable Throwable source) {
    Cancellation why = cancellation;
    if (why == null) {
      Cancellation host = hostInterrupt(source);
      hostInterrupted = true;
      if (STATE.compareAndSet(this, RUNNING, SIGNALLING)) {
        cancellation = host;
        STATE.setVolatile(this, SIGNALLED);
        signalled();
      }
      awaitSignalled();
      why = cancellation;
      return why == null ? host : why;
    }
    return why;
  }

  /** What an interrupt that is not this run's own means. */
  abstract Cancellation hostInterrupt(@Nullable Throwable source);

  /** The run has just been told to stop; on the thread that told it. */
  abstract void signalled();

  /** Whether a run around this one was told to stop, which may have sent its interrupt here. */
  abstract boolean isOuterStopped();

  /**
   * On the run's thread, last thing: no signal arrives after this, and the thread's flag is the
   * host's again. There is one bit for all, so it is cleared first and then set again for those who
   * may have set it too; an outer run that is told to stop later sets it itself.
   */
  final void end() {
    if (!STATE.compareAndSet(this, RUNNING, ENDED)) {
      awaitSignalled();
      Thread.interrupted();
      if (hostInterrupted || isOuterStopped()) {
        Thread.currentThread().interrupt();
      }
    }
    RUNNER.setRelease(this, null); // for the collector: nobody looks at it any more
  }

  /**
   * Signalling takes a microsecond as a rule. If it does not, the thread that is at it may need the
   * very processor this one spins on, so after a while this one parks.
   */
  private void awaitSignalled() {
    for (int spins = 0; spins < SPINS && state == SIGNALLING; spins++) {
      Thread.onSpinWait();
    }
    boolean interrupted = false;
    while (state == AWAITED || STATE.compareAndSet(this, SIGNALLING, AWAITED)) {
      interrupted |= Thread.interrupted(); // or park would return at once
      time().park(Deadline.never());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

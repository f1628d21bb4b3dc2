package dev.agentruntime.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A limit on how long something may take, kept by a {@link Watchdog}: either the one that {@link
 * Watchdog#arm(long)} hands out, which interrupts the thread that armed it, or a subclass that does
 * something else in {@link #onFire()}.
 *
 * <p>Armed and ended by one thread, its owner:
 *
 * <pre>{@code
 * TimeLimit limit = watchdog.arm(deadline);
 * try {
 *   body();
 * } finally {
 *   timedOut = limit.end();
 * }
 * }</pre>
 *
 * <p>A limit that was ended may be armed again.
 *
 * <p>Confined to its owner, but for {@link #hasFired()} and {@link #postpone}, which are for any
 * thread.
 */
public abstract class TimeLimit {
  // The phases, in the low bits of the state. The bits above count how often the limit was armed,
  // so that a watchdog that looked
  // at an earlier arming cannot fire a later one.
  private static final int PHASE_BITS = 3;
  private static final int PHASE_MASK = (1 << PHASE_BITS) - 1;

  /** Not armed yet. */
  private static final int NEW = 0;

  /** The watchdog will fire it, or the owner will end it: whoever swaps first. */
  private static final int ARMED = 1;

  /** The watchdog has won and is at it. */
  private static final int FIRING = 2;

  /** The same, and the owner has parked until it is over. */
  private static final int AWAITED = 3;

  /** The watchdog is through; the owner has not ended the limit yet. */
  private static final int FIRED = 4;

  /** Ended by the owner before it could fire. */
  private static final int DONE = 5;

  /** Ended by the owner after it had fired. */
  private static final int ENDED = 6;

  /** Firing takes a microsecond as a rule, so the owner looks this often before it parks. */
  private static final int SPINS = 200;

  private static final VarHandle STATE;
  private static final VarHandle DEADLINE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(TimeLimit.class, "state", int.class);
      DEADLINE = MethodHandles.lookup().findVarHandle(TimeLimit.class, "deadlineNanos", long.class);
    } catch (ReflectiveOperationException failed) {
      throw new ExceptionInInitializerError(failed);
    }
  }

  private volatile int state;

  // Written by the owner before it sets the state to ARMED, read by the watchdog after it has read
  // the state. The deadline alone may be moved to later by others meanwhile.
  private long deadlineNanos;
  private @Nullable Thread owner;

  // Owner only.
  private @Nullable LimitSlots slots;
  private int slot;

  /** For subclasses, which a watchdog takes in {@link Watchdog#arm(TimeLimit, long)}. */
  protected TimeLimit() {}

  /**
   * What happens when the deadline passes before the limit is ended. Called at most once per
   * arming, on a thread of its own that the watchdog starts for it; no lock is held, and it may
   * block without delaying other limits. The owner's {@link #end()} waits until it has returned.
   *
   * <p>If it throws, the watchdog counts that ({@link Watchdog#stats()}), keeps the first
   * throwable, and treats the limit as fired.
   */
  protected abstract void onFire();

  /**
   * Ends the limit: after this it will not fire, and if it is firing just now, that is over. Ending
   * again answers the same.
   *
   * <p>A limit that interrupts its owner clears the interrupt bit if, and only if, it has fired;
   * the bit is one, so an interrupt from elsewhere that meets a fired limit may be taken for it. If
   * a limit that encloses this one ({@link Watchdog#armWithin}) has fired too, the bit is set
   * again, so what remains of the outer body is interrupted as well. A limit that has not fired
   * leaves the bit alone.
   *
   * @return whether the limit has fired
   * @throws IllegalStateException if the limit was not armed, or by another thread
   */
  public final boolean end() {
    Thread current = Thread.currentThread();
    if (!isOwnedBy(current)) {
      throw new IllegalStateException(
          this
              + " can only be ended by the thread that armed it, not by '"
              + current.getName()
              + "'");
    }
    int seen = state;
    if ((seen & PHASE_MASK) == ARMED && STATE.compareAndSet(this, seen, seen - ARMED + DONE)) {
      Objects.requireNonNull(slots).release(slot);
      return false;
    }
    return endAfterWatchdog();
  }

  private boolean endAfterWatchdog() {
    awaitFiring();
    if (phase() == FIRED) {
      state = state - FIRED + ENDED;
      afterFired();
    }
    return phase() == ENDED;
  }

  /** What the owner does once, ending a fired limit. */
  void afterFired() {}

  /**
   * Whether the limit has fired since it was last armed, or is firing now.
   *
   * @return true from the moment nothing can stop it from firing
   */
  public final boolean hasFired() {
    int phase = phase();
    return phase == FIRING || phase == AWAITED || phase == FIRED || phase == ENDED;
  }

  /**
   * When the limit fires, on the clock of its watchdog. Meaningful to its owner, once armed.
   *
   * @return the deadline in nanoseconds on the scale of {@link TimeSource#nanoTime()}
   */
  public final long deadlineNanos() {
    return deadlineNanos;
  }

  /**
   * Moves the deadline of a limit to later, by any thread while the limit is armed; costs a write,
   * since the watchdog only looks again at the earlier deadline. One that is reached at the same
   * moment may fire all the same. For a limit that is armed once.
   *
   * @param nanos the new deadline on the scale of {@link TimeSource#nanoTime()}; an earlier one
   *     changes nothing
   */
  public final void postpone(long nanos) {
    if (nanos - (long) DEADLINE.getOpaque(this) > 0) {
      DEADLINE.setOpaque(this, nanos);
    }
  }

  /** Whether it fires and has not been ended: the interrupt it means is still due to its owner. */
  final boolean isOutstandingAfterFiring() {
    int phase = phase();
    return phase == FIRING || phase == AWAITED || phase == FIRED;
  }

  @SuppressWarnings(
      "ReferenceEquality") // threads are what they are; and this is on the path of every call
  final boolean isOwnedBy(Thread thread) {
    return owner == thread;
  }

  /** Owner only: gets ready to be seen by a watchdog. */
  final void makeReady(Thread armingThread, long nanos) {
    int phase = phase();
    if (phase != NEW && phase != DONE && phase != ENDED) {
      throw new IllegalStateException(this + " is armed already; end it first");
    }
    deadlineNanos = nanos;
    owner = armingThread;
    int armings = (state & ~PHASE_MASK) + (1 << PHASE_BITS);
    STATE.setRelease(this, armings + ARMED);
  }

  /** Owner only, after {@link #makeReady}: where to find it. */
  final void enterSlot(LimitSlots inSlots, int index) {
    slots = inSlots;
    slot = index;
  }

  /**
   * Owner only: takes back {@link #makeReady}, for a limit that found no slot and so was seen by
   * nobody.
   */
  final void makeUnready() {
    state = state - ARMED + DONE;
  }

  /** Watchdog only: a reading to pass to {@link #startFiring}. */
  final int readState() {
    return state;
  }

  /** Watchdog only: whether that reading is of an armed limit. */
  static boolean isArmed(int reading) {
    return (reading & PHASE_MASK) == ARMED;
  }

  /**
   * Watchdog only: takes the limit from its owner, unless it was ended or armed anew since the
   * reading.
   */
  final boolean startFiring(int reading) {
    return STATE.compareAndSet(this, reading, reading - ARMED + FIRING);
  }

  /** Watchdog only: does it, on the thread that is meant for it. */
  final void fire(TimeSource time) {
    fire(time, Objects.requireNonNull(owner));
  }

  void fire(TimeSource time, Thread armedBy) {
    onFire();
  }

  /** The limit around this one, if it is known. */
  @Nullable TimeLimit enclosing() {
    return null;
  }

  /** Watchdog only: whether {@link #fire} is short enough for the watchdog's own thread. */
  boolean firesInline() {
    return false;
  }

  /** Watchdog only: gives the limit back to its owner. */
  final void finishFiring(TimeSource time) {
    int seen = state;
    int armings = seen & ~PHASE_MASK;
    Thread waiting =
        Objects.requireNonNull(owner); // read first: from FIRED on, the owner may arm it anew
    if ((int) STATE.getAndSet(this, armings + FIRED) == armings + AWAITED) {
      time.unpark(waiting);
    }
  }

  /** Not interruptible: the answer is needed either way, and mostly there at once. */
  private void awaitFiring() {
    for (int i = 0; i < SPINS; i++) {
      if (phase() != FIRING) {
        return;
      }
      Thread.onSpinWait();
    }
    TimeSource time = Objects.requireNonNull(slots).time();
    boolean interrupted = false;
    int seen = state;
    while ((seen & PHASE_MASK) == FIRING || (seen & PHASE_MASK) == AWAITED) {
      if ((seen & PHASE_MASK) == AWAITED
          || STATE.compareAndSet(this, seen, seen - FIRING + AWAITED)) {
        interrupted |= Thread.interrupted(); // or park would return at once
        time.park(Deadline.never());
      }
      seen = state;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    String phase =
        switch (phase()) {
          case NEW -> "not armed";
          case ARMED -> "armed";
          case FIRING, AWAITED -> "firing";
          case FIRED -> "fired";
          case DONE -> "ended";
          default -> "ended after it fired";
        };
    Thread armedBy = owner;
    return getClass().getSimpleName()
        + "("
        + phase
        + (armedBy == null ? ")" : " by '" + armedBy.getName() + "')");
  }

  private int phase() {
    return state & PHASE_MASK;
  }
}

package dev.agentruntime.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps time limits: interrupts a thread whose call takes too long, or does whatever a {@link
 * TimeLimit} says instead.
 *
 * <p>One thread looks after all limits. It has no timer per limit: it plans a single wake-up, for
 * the earliest deadline it knows. Arming a limit wakes it only if that one is due before the
 * planned wake-up, and ending a limit never does; so calls under a uniform limit of 30 s cost it
 * about one wake-up in 30 s, however many they are. The thread is started by the first limit and
 * ends at {@link #close()}. Limits fire a few milliseconds late at most, unless thousands fall due
 * at once.
 *
 * <p>Arming and ending allocate nothing but the limit itself, and do not block.
 *
 * <p>Nothing is left without its limit: when the watchdog is closed, or its thread dies, what is
 * still armed fires at once, and arming is refused from then on.
 *
 * <p>Safe for use by many threads.
 */
public final class Watchdog implements AutoCloseable {
  /** Room for 1,024 limits in 4 KB, which most hosts never outgrow. */
  private static final int FIRST_SIZE_BITS = 10;

  /**
   * How long {@link #close} waits for threads that have nothing left to do: only a host short of
   * processors needs it.
   */
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

  private static final VarHandle WAKE_UP;

  static {
    try {
      WAKE_UP = MethodHandles.lookup().findVarHandle(Watchdog.class, "wakeUpNanos", long.class);
    } catch (ReflectiveOperationException failed) {
      throw new ExceptionInInitializerError(failed);
    }
  }

  private final String name;
  private final TimeSource time;
  private final Sweeper sweeper;
  private final Object lock = new Object();
  private final Firings firings;

  // Read by every arming, written rarely.

  /** The planned wake-up. Lowered by those who arm, raised by the sweeper alone. */
  private volatile long wakeUpNanos;

  /** Written with the lock held. */
  private volatile LimitSlots slots;

  /** Written with the lock held; set once. */
  private volatile @Nullable Thread thread;

  /** Written with the lock held; set once. */
  private volatile boolean closed;

  /**
   * Whether a limit was armed since the last sweep. A hint without a guard: a lost write costs a
   * wake-up.
   */
  private boolean used;

  /**
   * Makes a watchdog. Its thread is started when the first limit is armed.
   *
   * @param name the name of its thread; those on which custom limits fire are called {@code
   *     name/fire}
   * @param time the clock the deadlines are on, and the door for threads and interrupts
   */
  public Watchdog(String name, TimeSource time) {
    this.name = Objects.requireNonNull(name, "name");
    this.time = Objects.requireNonNull(time, "time");
    this.slots = new LimitSlots(FIRST_SIZE_BITS, time, null);
    this.firings = new Firings(time, name + "/fire");
    this.sweeper = new Sweeper(this, time);
    this.wakeUpNanos = sweeper.noWakeUpFrom(time.nanoTime());
  }

  /**
   * Limits the calling thread: it is interrupted at the deadline, unless it ends the limit before.
   *
   * @param deadline when, on this watchdog's clock; {@link Deadline#never()} makes a limit that
   *     does not fire
   * @return the limit, to be ended by the calling thread in a {@code finally}
   * @throws IllegalStateException if this watchdog is closed
   */
  public TimeLimit arm(Deadline deadline) {
    return arm(nanosOf(deadline));
  }

  /**
   * Limits the calling thread, for hot paths that have read the clock already: it is interrupted at
   * the deadline, unless it ends the limit before.
   *
   * @param deadlineNanos when, on the scale of {@link TimeSource#nanoTime()}; if it has passed, the
   *     limit fires at once
   * @return the limit, to be ended by the calling thread in a {@code finally}
   * @throws IllegalStateException if this watchdog is closed
   */
  public TimeLimit arm(long deadlineNanos) {
    InterruptLimit limit = new InterruptLimit(null);
    place(limit, deadlineNanos);
    return limit;
  }

  /**
   * Limits the calling thread within a limit it has armed before. The two share the thread's one
   * interrupt bit: when the inner limit has fired and is ended, the bit is cleared, unless the
   * enclosing limit has fired as well; then it is set again, so that what remains of the outer body
   * is interrupted too.
   *
   * @param enclosing a limit the calling thread has armed and not ended; one of the thread's own
   *     making counts as well, if what it does when it fires is to interrupt the thread
   * @param deadlineNanos when, on the scale of {@link TimeSource#nanoTime()}; if it has passed, the
   *     limit fires at once
   * @return the limit, to be ended by the calling thread in a {@code finally}, before the enclosing
   *     one
   * @throws IllegalArgumentException if the enclosing limit is not the calling thread's
   * @throws IllegalStateException if this watchdog is closed
   */
  public TimeLimit armWithin(TimeLimit enclosing, long deadlineNanos) {
    Thread current = Thread.currentThread();
    if (!enclosing.isOwnedBy(current)) {
      throw new IllegalArgumentException(
          "the enclosing limit must be armed by the calling thread '"
              + current.getName()
              + "', was "
              + enclosing);
    }
    InterruptLimit limit = new InterruptLimit(enclosing);
    place(limit, deadlineNanos);
    return limit;
  }

  /**
   * Arms a limit of the caller's own making: {@link TimeLimit#onFire()} is called at the deadline,
   * unless the calling thread ends the limit before.
   *
   * @param limit a limit that is not armed; it is not copied, so an object that has a limit can be
   *     one
   * @param deadline when, on this watchdog's clock; {@link Deadline#never()} makes a limit that
   *     does not fire
   * @throws IllegalStateException if this watchdog is closed, or the limit is armed already
   */
  public void arm(TimeLimit limit, Deadline deadline) {
    place(limit, nanosOf(deadline));
  }

  /**
   * Arms a limit of the caller's own making, for hot paths that have read the clock already.
   *
   * @param limit a limit that is not armed; it is not copied, so an object that has a limit can be
   *     one
   * @param deadlineNanos when, on the scale of {@link TimeSource#nanoTime()}; if it has passed, the
   *     limit fires at once
   * @throws IllegalStateException if this watchdog is closed, or the limit is armed already
   */
  public void arm(TimeLimit limit, long deadlineNanos) {
    place(limit, deadlineNanos);
  }

  /**
   * What this watchdog has done so far.
   *
   * @return figures read one after the other, while others may change them
   */
  public Stats stats() {
    int armed = 0;
    int capacity = 0;
    for (LimitSlots table = slots; table != null; table = table.older()) {
      armed += table.count();
      capacity += table.length();
    }
    return new Stats(sweeper.wakeUps(), sweeper.fired(), firings.failures(), armed, capacity);
  }

  /**
   * The limits armed at about this time, in no order.
   *
   * @return a new list
   */
  public List<TimeLimit> armed() {
    List<TimeLimit> armed = new ArrayList<>();
    for (LimitSlots table = slots; table != null; table = table.older()) {
      for (int i = 0; i < table.length(); i++) {
        TimeLimit limit = table.get(i);
        if (limit != null) {
          armed.add(limit);
        }
      }
    }
    return armed;
  }

  /**
   * The first throwable that came out of a limit that fired.
   *
   * @return empty if none did
   */
  public Optional<Throwable> firstFailure() {
    return firings.firstFailure();
  }

  /**
   * Ends the watchdog. Limits that are still armed fire at once, since nobody would keep them any
   * more. Waits, for some seconds at most, until its threads have ended; an interrupt does not cut
   * the wait short, its flag is restored. Closing again only waits.
   */
  @Override
  public void close() {
    Thread started;
    synchronized (lock) {
      closed = true;
      started = thread;
    }
    if (started == null) {
      sweeper.fireAll();
    } else {
      time.unpark(started);
    }
    firings.awaitEnd(started, CLOSE_BOUND);
  }

  @Override
  public String toString() {
    return "Watchdog('"
        + name
        + "', "
        + (closed ? "closed" : thread == null ? "not started" : "running")
        + ")";
  }

  private long nanosOf(Deadline deadline) {
    return deadline.isNever() ? sweeper.noWakeUpFrom(time.nanoTime()) : deadline.nanos();
  }

  /**
   * The one way in. The limit is put where the sweeper looks before the planned wake-up is read,
   * and the sweeper forgets the planned wake-up before it looks: so one of the two sees the other,
   * and the same holds for {@link #closed}.
   */
  private void place(TimeLimit limit, long deadlineNanos) {
    Thread current = Thread.currentThread();
    limit.makeReady(current, deadlineNanos);
    LimitSlots table = slots;
    int index = table.put(limit, current);
    if (index >= 0) {
      limit.enterSlot(table, index);
    } else {
      putIntoEnlarged(limit, current, table);
    }
    if (!used) {
      used = true;
    }
    if (closed || deadlineNanos - wakeUpNanos < 0) {
      wakeFor(limit, deadlineNanos);
    }
  }

  private void putIntoEnlarged(TimeLimit limit, Thread owner, LimitSlots full) {
    int index = -1;
    try {
      LimitSlots table = full;
      while (index < 0) {
        table = enlarged(table);
        index = table.put(limit, owner);
      }
      limit.enterSlot(table, index);
    } finally {
      if (index < 0) {
        limit.makeUnready(); // no memory for a table
      }
    }
  }

  private LimitSlots enlarged(LimitSlots full) {
    synchronized (lock) {
      if (slots.equals(full)) {
        slots = full.enlarged();
      }
      return slots;
    }
  }

  private void wakeFor(TimeLimit limit, long deadlineNanos) {
    Thread started = null;
    try {
      started = startedThread();
    } finally {
      if (started == null) {
        limit.end(); // refused, so it must not fire later
      }
    }
    if (started == null) {
      throw new IllegalStateException(
          "watchdog '" + name + "' is closed, so it cannot keep a time limit");
    }
    if (planWakeUp(deadlineNanos)) {
      time.unpark(started);
    }
  }

  /**
   * The running thread; null if there is none any more. Until it runs no wake-up is planned, so
   * every arming comes by here.
   */
  private @Nullable Thread startedThread() {
    Thread started = thread;
    if (started != null && !closed) {
      return started;
    }
    synchronized (lock) {
      if (closed) {
        return null;
      }
      if (thread == null) {
        thread = time.startTimekeeper(name, sweeper);
      }
      return thread;
    }
  }

  Sweeper sweeper() {
    return sweeper;
  }

  // What the sweeper needs.

  /** Brings the planned wake-up forward. Says whether it did. */
  boolean planWakeUp(long nanos) {
    long planned = wakeUpNanos;
    while (nanos - planned < 0) {
      if (WAKE_UP.compareAndSet(this, planned, nanos)) {
        return true;
      }
      planned = wakeUpNanos;
    }
    return false;
  }

  void forgetWakeUp(long noWakeUpNanos) {
    wakeUpNanos = noWakeUpNanos;
  }

  long wakeUpNanos() {
    return wakeUpNanos;
  }

  boolean takeUsed() {
    boolean was = used;
    used = false;
    return was;
  }

  boolean isClosed() {
    return closed;
  }

  LimitSlots slots() {
    return slots;
  }

  /** The sweeper's thread is about to end, for whatever reason. */
  void sweeperEnds() {
    synchronized (lock) {
      closed = true;
    }
  }

  Firings firings() {
    return firings;
  }

  /**
   * What a watchdog has done. Immutable.
   *
   * @param wakeUps how often its thread has returned from waiting
   * @param fired how many limits have fired
   * @param failures how many throwables came out of limits that fired, or out of starting a thread
   *     for them
   * @param armed how many limits are armed now
   * @param capacity for how many it has room without growing
   */
  public record Stats(long wakeUps, long fired, long failures, int armed, int capacity) {}
}

package dev.agentruntime.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;

/**
 * The one door through which the library reads clocks, waits, starts threads and interrupts them.
 *
 * <p>Everything that waits in this library is built on {@link #park}, {@link #unpark} and {@link
 * #interrupt}, untimed waits too. A test can therefore replace real time by virtual time and run
 * hours in milliseconds. Hosts normally use {@link #system()}.
 *
 * <p>Implementations must be safe for use by many threads.
 */
public interface TimeSource {

  /**
   * The real clock, with virtual threads made by the JDK's default builder. Timekeepers are
   * platform daemon threads. Safe for use by many threads.
   *
   * @return the same instance each time
   */
  static TimeSource system() {
    return SystemTime.INSTANCE;
  }

  /**
   * The real clock, with threads made by a factory of the host, which may set names, priorities or
   * inherited context.
   *
   * @param factory makes an unstarted thread for a task, timekeepers included; its name is
   *     overwritten with the one the library gives
   * @return a time source that starts threads through {@code factory}
   */
  static TimeSource system(ThreadFactory factory) {
    return new SystemTime(Objects.requireNonNull(factory, "factory"));
  }

  /**
   * The monotonic clock, in nanoseconds from an arbitrary origin; only differences mean anything.
   *
   * @return the current reading
   */
  long nanoTime();

  /**
   * The wall clock, for records that people read; never used to measure a duration.
   *
   * @return the current instant
   */
  Instant instant();

  /**
   * Starts a thread. The caller owns it: it must see to it that the thread ends.
   *
   * @param name the thread's name, as shown in a thread dump
   * @param task what the thread runs; it must not throw
   * @return the started thread
   */
  Thread start(String name, Runnable task);

  /**
   * Starts a thread that keeps time for others and so must run even while every carrier of virtual
   * threads is busy: a virtual thread that computes without pause is not preempted, and one waiting
   * behind it could not interrupt it. The caller owns the thread, as with {@link #start}.
   *
   * <p>By default the same as {@code start}, which is right for a source that replaces threads
   * altogether or lets the host make them.
   *
   * @param name the thread's name, as shown in a thread dump
   * @param task what the thread runs; it must not throw
   * @return the started thread
   */
  default Thread startTimekeeper(String name, Runnable task) {
    return start(name, task);
  }

  /**
   * Blocks the current thread until it is unparked or interrupted or the deadline passes. May also
   * return for no reason, so callers re-check their condition in a loop. An interrupt returns at
   * once and leaves the flag set.
   *
   * @param deadline when to return at the latest; {@link Deadline#never()} for an untimed wait
   */
  void park(Deadline deadline);

  /**
   * Makes the next or current {@link #park} of a thread return.
   *
   * @param thread the thread to wake; waking one that has ended does nothing
   */
  void unpark(Thread thread);

  /**
   * Interrupts another thread, waking it if it is blocked.
   *
   * @param thread the thread to interrupt; one that has ended is left alone
   */
  void interrupt(Thread thread);

  /**
   * Is told, on the thread that did it, that something was opened which whoever opened it has to
   * close, such as a scope of threads. By default does nothing; a source that looks for leaks in
   * tests remembers it.
   *
   * @param resource what was opened; its {@code toString} says what
   */
  default void opened(AutoCloseable resource) {}

  /**
   * Is told that something was closed.
   *
   * @param resource what {@link #opened} was told of
   */
  default void closed(AutoCloseable resource) {}

  /**
   * Waits for a thread that has nothing left to do but end, so that it is no longer alive when this
   * returns. Meant for the moment between a child's last act and its end, never for waiting until
   * work is done. Not shortened by an interrupt, which stays set.
   *
   * @param thread a started thread whose task has ended
   */
  default void awaitEnd(Thread thread) {
    for (int spins = 0; thread.isAlive() && spins < SystemTime.MOMENT_SPINS; spins++) {
      Thread.onSpinWait();
    }
    if (thread.isAlive()) {
      SystemTime.joinUninterruptibly(thread);
    }
  }

  /**
   * Blocks the current thread for a time.
   *
   * @param duration how long; zero or negative returns at once, after looking at the interrupt flag
   * @throws InterruptedException if the thread is or becomes interrupted; the flag is cleared
   */
  default void sleep(Duration duration) throws InterruptedException {
    Deadline end = Deadline.after(duration, this);
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted in a sleep of " + duration);
      }
      if (end.isExpired(nanoTime())) {
        return;
      }
      park(end);
    }
  }
}

package dev.agentruntime.testkit;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;

/**
 * A closed gate at which threads wait until the test opens it. It tells the test when they have
 * arrived, so that a test never has to guess how long that takes. Once open it stays open.
 *
 * <p>It waits through a {@link TimeSource}, so it works in virtual time too. Safe for use by many
 * threads.
 */
public final class Gate {
  private final Tally opened = new Tally();
  private final Tally arrived = new Tally();

  /** Makes a closed gate. */
  public Gate() {}

  /** Lets everybody through, now and later. */
  public void open() {
    opened.add();
  }

  /**
   * Whether the gate is open.
   *
   * @return true once {@link #open} was called
   */
  public boolean isOpen() {
    return opened.count() > 0;
  }

  /**
   * Waits until the gate is open.
   *
   * @param time the clock to wait on
   * @throws InterruptedException if the thread is or becomes interrupted while it has to wait; the
   *     flag is cleared
   */
  public void pass(TimeSource time) throws InterruptedException {
    arrived.add();
    awaitOpen(time);
  }

  /**
   * Waits until the gate is open, whoever interrupts; the flag is set again at the end. For tests
   * of what happens to work that cannot be stopped.
   *
   * @param time the clock to wait on
   */
  public void passIgnoringInterrupts(TimeSource time) {
    arrived.add();
    boolean interrupted = false;
    while (!isOpen()) {
      try {
        awaitOpen(time);
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitOpen(TimeSource time) throws InterruptedException {
    boolean open = opened.await(1, Deadline.never(), time);
    assert open : "a wait without a deadline cannot be late";
  }

  /**
   * How often a thread has come to this gate, whether it had to wait or not.
   *
   * @return zero or more
   */
  public int arrivals() {
    return arrived.count();
  }

  /**
   * Waits until threads have come to this gate.
   *
   * @param atLeast how many
   * @param latest when to give up, on {@code time}'s clock; with {@link Deadline#never()} virtual
   *     time is not moved by the waiting
   * @param time the clock to wait on
   * @throws InterruptedException if the calling thread is or becomes interrupted
   * @throws AssertionError if they did not come in time
   */
  public void awaitArrivals(int atLeast, Deadline latest, TimeSource time)
      throws InterruptedException {
    if (!arrived.await(atLeast, latest, time)) {
      throw new AssertionError(
          "expected " + atLeast + " arrivals at the gate, had " + arrivals() + " when time was up");
    }
  }

  @Override
  public String toString() {
    return "Gate(" + (isOpen() ? "open" : "closed") + ", " + arrivals() + " arrivals)";
  }
}

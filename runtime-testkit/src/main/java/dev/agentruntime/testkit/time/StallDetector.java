package dev.agentruntime.testkit.time;

import dev.agentruntime.time.Deadline;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks from real time whether virtual time gets on. Its daemon thread is started by the first wait
 * and ends when it finds that nobody waits any more, and at the latest at {@link #stop}.
 *
 * <p>Counts looks, not clock time: when the whole machine stood still, nobody is to blame.
 */
final class StallDetector {
  /** Coarse enough to cost nothing, fine enough to be late by 5 % at most. */
  private static final int LOOKS = 20;

  /** After this many looks without an event a second thread due at the same instant is woken. */
  private static final int LOOKS_BEFORE_ANOTHER = 2;

  private final Conductor conductor;
  private final Duration bound;
  private final long pauseNanos;

  /** Guarded by the conductor's lock, which every caller of this class's methods holds. */
  private @Nullable Thread thread;

  private volatile boolean stopped;

  StallDetector(Conductor conductor, Duration bound) {
    this.conductor = conductor;
    this.bound = bound;
    this.pauseNanos = Math.max(1_000_000, Deadline.saturatedNanos(bound) / LOOKS);
  }

  /** Somebody waits. */
  void watch() {
    if (thread == null && !stopped) {
      thread =
          Thread.ofPlatform().daemon(true).name("virtual-time-stall-detector").start(this::run);
    }
  }

  /** Nobody waits: the thread, which asked, is about to end. */
  void rest() {
    thread = null;
  }

  /** Ends the thread soon and for good. */
  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    long seen = -1;
    int idleLooks = 0;
    while (pause()) {
      long events = conductor.look();
      if (events < 0) {
        return;
      }
      idleLooks = events == seen ? idleLooks + 1 : 0;
      seen = events;
      if (idleLooks >= LOOKS) {
        conductor.stall(bound);
        return;
      }
      if (idleLooks == LOOKS_BEFORE_ANOTHER) {
        conductor.wakeAnotherDueNow();
      }
    }
  }

  /** Says whether to go on. */
  private boolean pause() {
    long until = System.nanoTime() + pauseNanos;
    for (long left = pauseNanos; left > 0 && !stopped; left = until - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
    return !stopped;
  }
}

package dev.agentruntime.internal.stream;

import dev.agentruntime.stream.StreamOptions;
import dev.agentruntime.stream.StreamStalledException;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.time.Duration;

/**
 * Waits for the next piece of a stream, but not for longer than the model may be silent.
 *
 * <p>Pieces come by the hundred a second, so none of them sets a timer: the watchdog is armed for
 * the end of one silence, and when that fires although pieces have come since, for the end of the
 * present one. Confined to the thread that reads.
 */
final class Silence {
  private final TimeSource time;
  private final Watchdog watchdog;
  private final StreamOptions options;
  private final Thread reader = Thread.currentThread();
  private final Alarm alarm = new Alarm();

  private boolean armed;
  private boolean begun;
  private long untilNanos;

  Silence(TimeSource time, Watchdog watchdog, StreamOptions options) {
    this.time = time;
    this.watchdog = watchdog;
    this.options = options;
    restart();
  }

  /** Wakes the reader, which then looks at the clock itself. */
  private final class Alarm extends TimeLimit {
    @Override
    protected void onFire() {
      time.unpark(reader);
    }
  }

  /** The reader has taken what there was and begins to wait for more. */
  void broken() {
    begun = true;
    restart();
  }

  private void restart() {
    untilNanos = time.nanoTime() + Deadline.saturatedNanos(limit());
  }

  private Duration limit() {
    return begun ? options.idleTimeout() : options.firstTokenTimeout();
  }

  /** Parks until something may have happened. */
  void await() {
    if (untilNanos - time.nanoTime() <= 0) {
      throw new StreamStalledException(begun, limit());
    }
    if (armed && (alarm.hasFired() || alarm.deadlineNanos() - untilNanos > 0)) {
      end();
    }
    if (!armed) {
      watchdog.arm(alarm, untilNanos);
      armed = true;
    }
    time.park(Deadline.never());
  }

  void end() {
    if (armed) {
      alarm.end();
      armed = false;
    }
  }
}

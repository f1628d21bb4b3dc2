package dev.agentruntime.scope;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;

/** Work that does not heed interrupts. Stateless. */
final class Deaf {
  private Deaf() {}

  /** Waits for a time, whoever interrupts. */
  static void sleep(TimeSource time, Duration duration) {
    Deadline end = Deadline.after(duration, time);
    while (!end.isExpired(time.nanoTime())) {
      time.park(end);
      Thread.interrupted(); // or park would return at once for ever
    }
  }
}

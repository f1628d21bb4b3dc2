package dev.agentruntime.tests;

import dev.agentruntime.testkit.Gate;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Instant;

/** A clock whose threads begin their task only when a gate opens. Safe for use by many threads. */
record LateStarts(TimeSource time, Gate gate) implements TimeSource {
  @Override
  public long nanoTime() {
    return time.nanoTime();
  }

  @Override
  public Instant instant() {
    return time.instant();
  }

  @Override
  public Thread start(String name, Runnable task) {
    return time.start(
        name,
        () -> {
          gate.passIgnoringInterrupts(time);
          task.run();
        });
  }

  @Override
  public void park(Deadline deadline) {
    time.park(deadline);
  }

  @Override
  public void unpark(Thread thread) {
    time.unpark(thread);
  }

  @Override
  public void interrupt(Thread thread) {
    time.interrupt(thread);
  }
}

package dev.agentruntime.tools.shell;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Instant;

/** A time source that forwards to another, to be overridden where a test looks closer. */
class ForwardingTime implements TimeSource {
  private final TimeSource other;

  ForwardingTime(TimeSource other) {
    this.other = other;
  }

  @Override
  public long nanoTime() {
    return other.nanoTime();
  }

  @Override
  public Instant instant() {
    return other.instant();
  }

  @Override
  public Thread start(String name, Runnable task) {
    return other.start(name, task);
  }

  @Override
  public void park(Deadline deadline) {
    other.park(deadline);
  }

  @Override
  public void unpark(Thread thread) {
    other.unpark(thread);
  }

  @Override
  public void interrupt(Thread thread) {
    other.interrupt(thread);
  }
}

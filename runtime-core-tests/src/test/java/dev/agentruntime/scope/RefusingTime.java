package dev.agentruntime.scope;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;

/** A time source whose host refuses to start threads of a certain name. Immutable. */
record RefusingTime(TimeSource source, String unwanted) implements TimeSource {
  @Override
  public Thread start(String name, Runnable task) {
    if (name.endsWith(unwanted)) {
      throw new RejectedExecutionException("no more threads");
    }
    return source.start(name, task);
  }

  @Override
  public long nanoTime() {
    return source.nanoTime();
  }

  @Override
  public Instant instant() {
    return source.instant();
  }

  @Override
  public void park(Deadline deadline) {
    source.park(deadline);
  }

  @Override
  public void unpark(Thread thread) {
    source.unpark(thread);
  }

  @Override
  public void interrupt(Thread thread) {
    source.interrupt(thread);
  }
}

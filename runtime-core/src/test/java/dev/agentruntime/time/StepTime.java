package dev.agentruntime.time;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A clock that a test moves step by step, with threads that do not run by themselves: parking goes
 * straight to the deadline, timekeepers never start, other tasks run within {@code start}. Confined
 * to one thread.
 */
final class StepTime implements TimeSource {
  final List<Thread> unparked = new ArrayList<>();
  final List<Thread> interrupted = new ArrayList<>();
  final List<String> started = new ArrayList<>();

  /** What every reading of the clock costs. */
  long nanosPerReading;

  /** What the next start fails with. */
  @Nullable RuntimeException refusal;

  @Nullable Deadline parkedUntil;

  private long nanos;

  StepTime(long nanos) {
    this.nanos = nanos;
  }

  void moveTo(long nanos) {
    this.nanos = nanos;
  }

  @Override
  public long nanoTime() {
    nanos += nanosPerReading;
    return nanos;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH;
  }

  @Override
  public Thread start(String name, Runnable task) {
    refuseIfTold();
    started.add(name);
    task.run();
    return Thread.ofVirtual().name(name).unstarted(task);
  }

  @Override
  public Thread startTimekeeper(String name, Runnable task) {
    refuseIfTold();
    started.add(name);
    return Thread.ofVirtual().name(name).unstarted(task);
  }

  private void refuseIfTold() {
    RuntimeException refused = refusal;
    refusal = null;
    if (refused != null) {
      throw refused;
    }
  }

  @Override
  public void park(Deadline deadline) {
    parkedUntil = deadline;
  }

  @Override
  public void unpark(Thread thread) {
    unparked.add(thread);
  }

  @Override
  public void interrupt(Thread thread) {
    interrupted.add(thread);
  }
}

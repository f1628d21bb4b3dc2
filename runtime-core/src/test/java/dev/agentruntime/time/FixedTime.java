package dev.agentruntime.time;

import java.time.Instant;

/** A clock that stands where it is put, for rules that only read time. Confined to one thread. */
final class FixedTime implements TimeSource {
  private long nanos;

  FixedTime(long nanos) {
    this.nanos = nanos;
  }

  void set(long nanos) {
    this.nanos = nanos;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH;
  }

  @Override
  public Thread start(String name, Runnable task) {
    throw new UnsupportedOperationException("start '" + name + "' on a fixed clock");
  }

  @Override
  public void park(Deadline deadline) {
    throw new UnsupportedOperationException("park on a fixed clock");
  }

  @Override
  public void unpark(Thread thread) {
    throw new UnsupportedOperationException("unpark on a fixed clock");
  }

  @Override
  public void interrupt(Thread thread) {
    throw new UnsupportedOperationException("interrupt on a fixed clock");
  }
}

package dev.agentruntime.time;

import java.time.Instant;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The JDK's clocks and threads. Immutable; safe for use by many threads. */
final class SystemTime implements TimeSource {
  static final SystemTime INSTANCE = new SystemTime(null);

  /**
   * How long to spin for a thread's end before blocking: a virtual thread that ends on another
   * carrier takes less.
   */
  static final int MOMENT_SPINS = 1_000;

  private final @Nullable ThreadFactory factory;

  SystemTime(@Nullable ThreadFactory factory) {
    this.factory = factory;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public Thread start(String name, Runnable task) {
    if (factory == null) {
      return Thread.ofVirtual().name(name).start(task);
    }
    Thread thread = factory.newThread(task);
    if (thread == null) {
      throw new IllegalStateException(
          "thread factory " + factory + " returned null for thread '" + name + "'");
    }
    thread.setName(name);
    thread.start();
    return thread;
  }

  /**
   * Inherits neither thread locals nor a context class loader: the thread may outlive the call that
   * first needed it.
   */
  @Override
  public Thread startTimekeeper(String name, Runnable task) {
    if (factory == null) {
      return Thread.ofPlatform()
          .name(name)
          .daemon(true)
          .inheritInheritableThreadLocals(false)
          .start(task);
    }
    return start(name, task);
  }

  @Override
  public void park(Deadline deadline) {
    if (deadline.isNever()) {
      LockSupport.park(this);
    } else {
      long remaining = deadline.nanos() - System.nanoTime();
      if (remaining > 0) {
        LockSupport.parkNanos(this, remaining);
      }
    }
  }

  @Override
  public void unpark(Thread thread) {
    LockSupport.unpark(thread);
  }

  @Override
  public void interrupt(Thread thread) {
    thread.interrupt();
  }

  static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return factory == null ? "TimeSource.system()" : "TimeSource.system(" + factory + ")";
  }
}

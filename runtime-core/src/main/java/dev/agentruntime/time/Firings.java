package dev.agentruntime.time;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which a watchdog's limits fire, and what came out of them. Safe for use by many
 * threads.
 */
final class Firings {
  private final TimeSource time;
  private final String threadName;
  private final Set<Firing> running = ConcurrentHashMap.newKeySet();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();

  Firings(TimeSource time, String threadName) {
    this.time = time;
    this.threadName = threadName;
  }

  /** Lets a limit fire on a thread of its own; if there is none to be had, here. */
  void fireApart(TimeLimit limit) {
    Firing firing = new Firing(limit, this, time);
    running.add(firing);
    try {
      firing.startedAs(time.start(threadName, firing));
    } catch (Throwable noThread) {
      failed(noThread);
      firing.run();
    }
  }

  void ended(Firing firing) {
    running.remove(firing);
  }

  void failed(Throwable thrown) {
    failures.incrementAndGet();
    firstFailure.compareAndSet(null, thrown);
  }

  long failures() {
    return failures.get();
  }

  Optional<Throwable> firstFailure() {
    return Optional.ofNullable(firstFailure.get());
  }

  /** Waits until the sweeper's thread, if there is one, and all firings have ended. */
  void awaitEnd(@Nullable Thread sweeper, Duration bound) {
    Deadline latest = Deadline.after(bound, TimeSource.system());
    boolean interrupted = sweeper != null && joinBy(latest, sweeper);
    for (Firing firing : running) {
      Thread fires = firing.thread();
      interrupted |= fires != null && joinBy(latest, fires);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits in real time whatever the clock, since the thread is about to end. Says whether the
   * caller was interrupted.
   */
  private static boolean joinBy(Deadline latest, Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()
        && !thread.equals(Thread.currentThread())
        && !latest.isExpired(System.nanoTime())) {
      try {
        thread.join(latest.remaining(TimeSource.system()));
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    return interrupted;
  }
}

package dev.agentruntime.testkit.time;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads a time source has started and what escaped from them. Safe for use by many threads.
 */
final class TaskLog {
  /** Fewer records than this are not worth a look for ended ones. */
  private static final int SMALLEST_PRUNE = 64;

  // Guarded by this.
  private final List<Throwable> uncaught = new ArrayList<>();
  private List<Thread> threads = new ArrayList<>();
  private int pruneAt = SMALLEST_PRUNE;

  /**
   * Remembers a thread until it has really ended. Ended ones are dropped whenever the list has
   * doubled.
   */
  synchronized void started(Thread thread) {
    if (threads.size() >= pruneAt) {
      threads.removeIf(TaskLog::hasEnded);
      pruneAt = Math.max(SMALLEST_PRUNE, 2 * threads.size());
    }
    threads.add(thread);
  }

  synchronized void escaped(Throwable thrown) {
    uncaught.add(thrown);
  }

  synchronized List<Throwable> uncaught() {
    return List.copyOf(uncaught);
  }

  /** The threads that have not ended, in the order they were started. */
  synchronized List<Thread> live() {
    return threads.stream().filter(thread -> !hasEnded(thread)).toList();
  }

  /**
   * Waits in real time until every thread has ended, but not for the calling one.
   *
   * @return the threads that are left after {@code bound}
   */
  List<Thread> awaitEnd(Duration bound) {
    TimeSource real = TimeSource.system();
    Deadline latest = Deadline.after(bound, real);
    Thread current = Thread.currentThread();
    boolean interrupted = false;
    for (Thread thread : live()) {
      while (!thread.equals(current) && !hasEnded(thread) && !latest.isExpired(real.nanoTime())) {
        try {
          thread.join(latest.remaining(real));
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      current.interrupt();
    }
    return live();
  }

  /** Not the same as not being alive, which is also true of a thread that is about to start. */
  private static boolean hasEnded(Thread thread) {
    return thread.getState() == Thread.State.TERMINATED;
  }
}

package dev.agentruntime.testkit.time;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Another time source, with a record of the threads started through it: what a leak check asks,
 * since the JVM's own list of threads leaves virtual ones out.
 *
 * <p>Costs a list entry per thread started, dropped some time after the thread has ended; the clock
 * and parking are passed on as they are. Safe for use by many threads.
 */
public final class TrackedTime implements TimeSource, StartedThreads {
  private final TimeSource source;
  private final TaskLog tasks = new TaskLog();
  private final OpenResources open = new OpenResources();

  private TrackedTime(TimeSource source) {
    this.source = Objects.requireNonNull(source, "source");
  }

  /**
   * The real clock, tracked.
   *
   * @return a new source with an empty record
   */
  public static TrackedTime system() {
    return of(TimeSource.system());
  }

  /**
   * Any other source, tracked.
   *
   * @param source where everything is passed on to
   * @return a new source with an empty record
   */
  public static TrackedTime of(TimeSource source) {
    return new TrackedTime(source);
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
  public Thread start(String name, Runnable task) {
    return track(source.start(name, watched(task)));
  }

  @Override
  public Thread startTimekeeper(String name, Runnable task) {
    return track(source.startTimekeeper(name, watched(task)));
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

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    source.sleep(duration);
  }

  @Override
  public void opened(AutoCloseable resource) {
    open.opened(resource);
  }

  @Override
  public void closed(AutoCloseable resource) {
    open.closed(resource);
  }

  @Override
  public List<Thread> liveThreads() {
    return tasks.live();
  }

  @Override
  public List<Throwable> uncaught() {
    return tasks.uncaught();
  }

  @Override
  public List<String> openResources() {
    return open.described();
  }

  /**
   * Waits in real time until every thread started so far has ended, except the calling one. An
   * interrupt does not cut the wait short; its flag is restored.
   *
   * @param bound how long at most; zero only looks
   * @return the threads that are left, in the order they were started; empty if all have ended
   */
  public List<Thread> awaitEnd(Duration bound) {
    return tasks.awaitEnd(bound);
  }

  @Override
  public String toString() {
    return "TrackedTime(" + source + ")";
  }

  private Runnable watched(Runnable task) {
    Objects.requireNonNull(task, "task");
    return () -> {
      try {
        task.run();
      } catch (Throwable escaped) {
        tasks.escaped(escaped);
        throw escaped;
      }
    };
  }

  private Thread track(Thread thread) {
    tasks.started(thread);
    return thread;
  }
}

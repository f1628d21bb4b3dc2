package dev.agentruntime.testkit.time;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A clock that moves by itself, in no real time, to the next planned wake-up as soon as every
 * thread waits for one.
 *
 * <p><b>Who takes part.</b> Threads started through {@link #start}; the thread that made this
 * object, which counts as running until it parks here; and any other thread from its first {@link
 * #park} on. A thread that takes part is either running or parked here, and time stands still while
 * one of them runs. Waking a thread counts it as running before the waker goes on, so time cannot
 * slip past a thread that has been woken and has not got its processor yet. A thread that ends
 * gives its mark up after its last action, hence after waking whom it wanted to wake.
 *
 * <p><b>What stands still.</b> Waiting for anything else (a latch, a socket, a monitor, {@link
 * Thread#join()}) counts as running: time stands still rather than leaps. If nothing has moved for
 * a while of real time ({@link Builder#stallAfter(Duration)}) although a thread waits, every parked
 * thread gets a {@link StallError} that names the threads in the way with their stacks, and those
 * are interrupted, so a test fails instead of hanging. To wait for a thread started here, use
 * {@link #join(Thread)}.
 *
 * <p><b>Order.</b> Threads due at the same instant are woken one after the other in the order they
 * were started, the next when the one before has parked or ended. (If that one waits for something
 * foreign, the next is woken after a tenth of the stall bound, without moving time.) What threads
 * do that run at the same time, a thread and its starter say, is as undetermined as ever.
 *
 * <p><b>Interrupts.</b> {@link #interrupt} and a plain {@link Thread#interrupt()} wake a parked
 * thread, and time does not move in between.
 *
 * <p><b>Clock.</b> {@link #nanoTime()} starts half an hour before it overflows, so code that
 * compares readings instead of differences fails in tests that run longer than that.
 *
 * <p>{@link #manual()} makes a clock that moves only by {@link #advance}.
 *
 * <p>Close it in the test that made it: {@link #close} ends what is parked and fails if a thread is
 * left, a task threw, a scope is open, or time stood still. Safe for use by many threads.
 */
public final class VirtualTime implements TimeSource, StartedThreads, AutoCloseable {
  private static final long ORIGIN_NANOS = Long.MAX_VALUE - Duration.ofMinutes(30).toNanos();

  private final boolean manual;
  private final Instant startInstant;
  private final Duration stallAfter;
  private final Conductor conductor;
  private final TaskLog tasks = new TaskLog();
  private final OpenResources open = new OpenResources();

  private VirtualTime(Builder builder) {
    this.manual = builder.manual;
    this.startInstant = builder.startInstant;
    this.stallAfter = builder.stallAfter;
    this.conductor = new Conductor(new Timeline(ORIGIN_NANOS), manual, stallAfter);
    conductor.begin(Thread.currentThread(), false);
  }

  /**
   * Time that moves by itself, with the defaults of {@link #builder()}.
   *
   * @return a new clock, in which the calling thread takes part
   */
  public static VirtualTime auto() {
    return builder().build();
  }

  /**
   * Time that moves only by {@link #advance}, with the defaults of {@link #builder()}.
   *
   * @return a new clock, in which the calling thread takes part
   */
  public static VirtualTime manual() {
    return builder().movedByHand().build();
  }

  /**
   * For anything but the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public long nanoTime() {
    return conductor.nowNanos();
  }

  @Override
  public Instant instant() {
    return startInstant.plus(elapsed());
  }

  /**
   * How far time has moved since this clock was made.
   *
   * @return the virtual time passed
   */
  public Duration elapsed() {
    return Duration.ofNanos(conductor.nowNanos() - ORIGIN_NANOS);
  }

  /**
   * Starts a virtual thread that takes part and counts as running from now on.
   *
   * @throws IllegalStateException if this clock is closed
   */
  @Override
  public Thread start(String name, Runnable task) {
    Objects.requireNonNull(task, "task");
    Thread thread = Thread.ofVirtual().name(name).unstarted(() -> run(task));
    conductor.begin(thread, true);
    try {
      thread.start();
    } catch (Throwable refused) {
      conductor.end(thread);
      throw refused;
    }
    tasks.started(thread);
    return thread;
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (StallError | ClosedException _) {
      // Not the task's fault; close() reports the stall, or the thread as left.
    } catch (Throwable escaped) {
      tasks.escaped(escaped);
    } finally {
      conductor.end(Thread.currentThread());
    }
  }

  /**
   * Blocks the current thread as any time source does, in virtual time.
   *
   * @param deadline when to return at the latest; {@link Deadline#never()} for an untimed wait
   * @throws StallError if time has stood still for too long
   * @throws IllegalStateException if this clock is closed
   */
  @Override
  public void park(Deadline deadline) {
    conductor.park(Objects.requireNonNull(deadline, "deadline"));
  }

  @Override
  public void unpark(Thread thread) {
    conductor.unpark(thread);
  }

  @Override
  public void interrupt(Thread thread) {
    conductor.interrupt(thread);
  }

  /**
   * Waits until a thread started here has ended, letting time move meanwhile. For any other thread
   * it waits in real time.
   *
   * @param thread the thread to wait for
   * @throws InterruptedException if the calling thread is or becomes interrupted
   */
  public void join(Thread thread) throws InterruptedException {
    conductor.join(thread);
    thread.join(); // one started here has nothing left to do now but to end
  }

  /**
   * Moves time forward, from one planned wake-up to the next, each time waiting in real time until
   * every other thread is parked or has ended, and once more before the rest. For {@link #manual()}
   * clocks.
   *
   * @param duration how far; zero only lets run what is due
   * @throws InterruptedException if the calling thread is or becomes interrupted
   * @throws IllegalStateException if this clock moves by itself
   * @throws IllegalArgumentException if {@code duration} is negative
   */
  public void advance(Duration duration) throws InterruptedException {
    if (!manual) {
      throw new IllegalStateException(
          "advance() needs VirtualTime.manual(); this clock moves by itself, use sleep()");
    }
    if (duration.isNegative()) {
      throw new IllegalArgumentException("duration must not be negative, was " + duration);
    }
    conductor.advance(Deadline.saturatedNanos(duration));
  }

  /**
   * Waits in real time until every other thread that takes part is parked here or has ended. Time
   * does not move meanwhile, as the caller runs.
   *
   * @throws InterruptedException if the calling thread is or becomes interrupted
   */
  public void settle() throws InterruptedException {
    conductor.settle();
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
    return conductor.startedThreads();
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
   * Ends virtual time. Threads that are still parked here get an exception and so end; those that
   * run may finish, within the stall bound. Closing again does nothing.
   *
   * @throws AssertionError if threads were left, a task threw, something was left open, or time
   *     stood still; it says which
   */
  @Override
  public void close() {
    if (conductor.isClosed()) {
      return;
    }
    List<String> faults = new ArrayList<>(conductor.close(Deadline.saturatedNanos(stallAfter)));
    tasks.awaitEnd(stallAfter);
    List<Throwable> uncaught = tasks.uncaught();
    uncaught.forEach(thrown -> faults.add("a task threw " + thrown));
    if (faults.isEmpty()) {
      faults.addAll(openResources()); // threads that were cut off had no chance to close theirs
    }
    if (!faults.isEmpty()) {
      AssertionError failure = new AssertionError(String.join("\n", faults));
      uncaught.forEach(failure::addSuppressed);
      throw failure;
    }
  }

  @Override
  public String toString() {
    return "VirtualTime(" + (manual ? "by hand" : "by itself") + ", " + elapsed() + " passed)";
  }

  /** Settings of a virtual time. Confined to the thread that builds. */
  public static final class Builder {
    /**
     * Much longer than any test computes between two waits, much shorter than a build's patience.
     */
    private static final Duration DEFAULT_STALL_AFTER = Duration.ofSeconds(10);

    /** A round date, so that records made in tests read the same every day. */
    private static final Instant DEFAULT_START = Instant.parse("2030-01-01T00:00:00Z");

    private boolean manual;
    private Duration stallAfter = DEFAULT_STALL_AFTER;
    private Instant startInstant = DEFAULT_START;

    private Builder() {}

    /**
     * Makes time move only by {@link VirtualTime#advance}. By default it moves by itself.
     *
     * @return this builder
     */
    public Builder movedByHand() {
      this.manual = true;
      return this;
    }

    /**
     * How long, in real time, nothing may happen while a thread waits, before that counts as a
     * stall. By default 10 s. Raise it for debugging, as a breakpoint stops virtual time too.
     *
     * @param bound a positive duration
     * @return this builder
     * @throws IllegalArgumentException if {@code bound} is zero or negative
     */
    public Builder stallAfter(Duration bound) {
      if (!bound.isPositive()) {
        throw new IllegalArgumentException("stall bound must be positive, was " + bound);
      }
      this.stallAfter = bound;
      return this;
    }

    /**
     * What {@link VirtualTime#instant()} shows at first. By default 1 January 2030, 00:00 UTC.
     *
     * @param instant the wall clock's first reading
     * @return this builder
     */
    public Builder startingAt(Instant instant) {
      this.startInstant = Objects.requireNonNull(instant, "instant");
      return this;
    }

    /**
     * Makes the clock. The calling thread takes part and counts as running from now on.
     *
     * @return a new clock
     */
    public VirtualTime build() {
      return new VirtualTime(this);
    }
  }
}

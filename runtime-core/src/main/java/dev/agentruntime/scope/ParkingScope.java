package dev.agentruntime.scope;

import dev.agentruntime.context.ContextCarrier;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/*
 * How the owner is woken.
 *
 * Each child's last act is to subtract one from `pending`, which starts at zero; the owner adds the
 * number of children it started when it begins to wait. Until then the count is never above zero,
 * afterwards it is what is left, and exactly one child, the last, takes it from one to zero and
 * unparks the owner. Forking touches no shared counter, and a child that is not the last wakes
 * nobody.
 *
 * How nobody escapes a cancel.
 *
 * A child publishes its thread and then looks at `cancelled`; a canceller sets `cancelled` and then
 * walks the children. Both are volatile, so the child sees the cancel and does not begin, or the
 * canceller sees the thread and interrupts it. A child is in the list before it is started, so the
 * walk cannot miss one that began.
 */
/** The one implementation of a scope: its owner parks, its last child unparks it. */
final class ParkingScope<T extends @Nullable Object, R extends @Nullable Object> extends Siblings
    implements TaskScope<T, R> {
  private static final VarHandle CANCELLED;
  private static final VarHandle PENDING;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CANCELLED = lookup.findVarHandle(ParkingScope.class, "cancelled", boolean.class);
      PENDING = lookup.findVarHandle(ParkingScope.class, "pending", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Where the owner stands; the order matters. */
  private enum Phase {
    NEW,
    FORKED,
    JOINING,
    JOINED,
    CLOSED;

    void ensureNotJoined(String what, String scope) {
      if (compareTo(FORKED) > 0) {
        String why = this == CLOSED ? "closed" : "joined";
        throw new IllegalStateException(
            "cannot %s in scope '%s': it has been %s".formatted(what, scope, why));
      }
    }
  }

  private final ScopePolicy<T, R> policy;
  private final TimeSource time;
  private final Deadline deadline;
  private final List<ContextCarrier> carriers;
  private final @Nullable Watchdog watchdog;
  private final Thread owner = Thread.currentThread();

  // Owner only.
  private Phase phase = Phase.NEW;
  private @Nullable String threadPrefix;
  private int started;
  private @Nullable DeadlineLimit limit;

  // Set by the owner, or on a thread of the watchdog's, which the owner waits out before it looks.
  private boolean timedOut;

  // Shared; see the comment above the class.
  private volatile boolean cancelled;
  private volatile int pending;

  ParkingScope(ScopePolicy<T, R> policy, ScopeOptions options) {
    super(options.name());
    this.policy = Objects.requireNonNull(policy, "policy");
    this.time = options.time();
    this.deadline = options.deadline();
    this.carriers = options.carriers();
    this.watchdog = options.watchdogOrNull();
    time.opened(this);
  }

  /** Cancels the scope at its deadline, even while the owner is busy elsewhere. */
  private final class DeadlineLimit extends TimeLimit {
    @Override
    protected void onFire() {
      cancel(true);
    }
  }

  // ---- the owner's side

  @Override
  public <U extends T> Subtask<U> fork(String childName, Callable<? extends U> task) {
    return forkChild(childName, task);
  }

  <U extends T> Child<U> forkChild(String childName, Callable<? extends U> task) {
    Objects.requireNonNull(childName, "name");
    Objects.requireNonNull(task, "task");
    ensureOwner();
    phase.ensureNotJoined("fork", name());
    Child<U> child = new Child<>(this, childName, task, CarriedContext.capture(carriers));
    if (limit == null) {
      cancelIfLate();
      armLimit();
    }
    add(child);
    if (cancelled) {
      child.skip();
    } else {
      start(child);
    }
    phase = Phase.FORKED;
    return child;
  }

  private void start(Child<?> child) {
    String prefix = threadPrefix;
    if (prefix == null) {
      String ownerName = owner.getName();
      prefix = ownerName.isEmpty() ? name() + "/" : ownerName + "/" + name() + "/";
      threadPrefix = prefix;
    }
    boolean running = false;
    try {
      time.start(prefix.concat(child.name()), child);
      running = true;
      started++;
    } finally {
      if (!running) {
        remove(child);
      }
    }
  }

  @Override
  public R join() throws InterruptedException {
    if (!await()) {
      ScopeTimeoutException late =
          new ScopeTimeoutException(name(), deadline, time.nanoTime(), unfinished(), children());
      report(late);
      throw late;
    }
    try {
      return policy.result(this);
    } catch (ScopeFailedException e) {
      report(e);
      throw e;
    }
  }

  /**
   * Join without a result: true if the policy decided or all have ended, false if the deadline
   * passed first.
   */
  boolean await() throws InterruptedException {
    ensureOwner();
    phase.ensureNotJoined("join", name());
    phase = Phase.JOINING;
    publishTotal();
    awaitStarted();
    if (policy.joined(this)) {
      cancel();
    }
    cancelIfLate();
    try {
      awaitDecision(limit == null ? deadline : Deadline.never());
    } finally {
      endLimit();
    }
    if (!timedOut) {
      phase = Phase.JOINED;
    }
    return !timedOut;
  }

  private void awaitDecision(Deadline patience) throws InterruptedException {
    while (pending > 0 && !cancelled) {
      time.park(patience);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted in the join of scope '" + name() + "'");
      }
      if (pending > 0) {
        cancelIfLate();
      }
    }
  }

  /**
   * With a watchdog no timed wait is needed, which on a virtual thread costs more than the
   * children.
   */
  private void armLimit() {
    if (watchdog != null && !deadline.isNever() && !cancelled) {
      DeadlineLimit armed = new DeadlineLimit();
      watchdog.arm(armed, deadline);
      limit = armed;
    }
  }

  private void endLimit() {
    if (limit != null) {
      limit.end();
      limit = null;
    }
  }

  @Override
  public void close() {
    Phase was = beginClose();
    if (was == Phase.CLOSED) {
      return;
    }
    boolean interrupted = awaitEnds(Deadline.never());
    endClose(interrupted);
    if (was == Phase.FORKED) {
      throw new IllegalStateException(
          "scope '" + name() + "' was closed without a join after " + children() + " forks");
    }
  }

  @Override
  public List<AbandonedTask> closeWithin(StragglerPolicy stragglers) {
    Objects.requireNonNull(stragglers, "policy");
    if (beginClose() == Phase.CLOSED) {
      return List.of();
    }
    boolean interrupted = pending > 0 && awaitEnds(Deadline.after(stragglers.grace(), time));
    List<AbandonedTask> abandoned = pending > 0 ? abandonRunning(stragglers.registry()) : List.of();
    endClose(interrupted);
    return abandoned;
  }

  private Phase beginClose() {
    ensureOwner();
    Phase was = phase;
    if (was != Phase.CLOSED) {
      endLimit();
      if (was.compareTo(Phase.JOINED) < 0) {
        cancel();
      }
      if (was.compareTo(Phase.JOINING) < 0) {
        awaitStarted();
      }
    }
    return was;
  }

  /** From here on the last child to end wakes the owner. */
  private void awaitStarted() {
    int ended = (int) PENDING.getAndAdd(this, started);
    assert ended <= 0 && ended + started >= 0 : ended + " of " + started;
  }

  /**
   * Waits until all children have ended or time is up; tells whether the owner was interrupted, and
   * clears its flag.
   */
  private boolean awaitEnds(Deadline patience) {
    boolean interrupted = pending > 0 && Thread.interrupted();
    while (pending > 0 && (patience.isNever() || !patience.isExpired(time.nanoTime()))) {
      time.park(patience);
      if (Thread.interrupted()) {
        interrupted = true;
        interruptRunning();
      }
    }
    return interrupted;
  }

  /**
   * A child that has not even begun is not left behind: the scope is cancelled, so it will not run
   * its task.
   */
  private List<AbandonedTask> abandonRunning(StragglerRegistry registry) {
    List<AbandonedTask> abandoned = new ArrayList<>();
    for (Child<?> child = lastChild(); child != null; child = child.previous()) {
      Thread straggler = child.running();
      if (straggler != null) {
        AbandonedTask task =
            new AbandonedTask(child.name(), name(), straggler, time.instant(), registry);
        if (child.abandon(task)) {
          registry.add(task);
          abandoned.add(task);
        }
      }
    }
    return Collections.unmodifiableList(abandoned.reversed());
  }

  private void endClose(boolean interrupted) {
    phase = Phase.CLOSED;
    time.closed(this);
    for (Child<?> child = lastChild(); child != null; child = child.previous()) {
      Thread ended = child.thread();
      if (ended != null && child.hasEnded()) {
        time.awaitEnd(ended);
      }
    }
    reportRest();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancelIfLate() {
    if (!cancelled && !deadline.isNever() && deadline.isExpired(time.nanoTime())) {
      cancel(true);
    }
  }

  private void ensureOwner() {
    Thread current = Thread.currentThread();
    if (!isSame(current, owner)) {
      throw new WrongThreadException(
          "scope '%s' belongs to thread '%s', not to '%s'"
              .formatted(name(), owner.getName(), current.getName()));
    }
  }

  /** As in the JDK's: the owner may not look at outcomes before it has waited for them. */
  void ensureReadable() {
    if (isSame(Thread.currentThread(), owner) && phase.compareTo(Phase.JOINED) < 0) {
      throw new IllegalStateException("scope '" + name() + "' has not been joined");
    }
  }

  // ---- cancelling, by anyone

  @Override
  public void cancel() {
    cancel(false);
  }

  private void cancel(boolean late) {
    if (!cancelled && CANCELLED.compareAndSet(this, false, true)) {
      if (late) {
        timedOut = true;
      }
      interruptRunning();
      if (!isSame(Thread.currentThread(), owner)) {
        time.unpark(owner);
      }
    }
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  private void interruptRunning() {
    Thread current = Thread.currentThread();
    for (Child<?> child = lastChild(); child != null; child = child.previous()) {
      Thread running = child.running();
      if (running != null && !isSame(running, current)) {
        time.interrupt(running);
      }
    }
  }

  // ---- the children's side

  void childEndedInTime(Child<?> child) {
    if (policy.ended(this, child)) {
      cancel();
    }
  }

  void childEnded() {
    if ((int) PENDING.getAndAdd(this, -1) == 1) {
      time.unpark(owner);
    }
  }

  @Override
  public String toString() {
    String how = cancelled ? phase + ", cancelled" : phase.toString();
    return "TaskScope[%s, %s, %d children]".formatted(name(), how, children());
  }
}

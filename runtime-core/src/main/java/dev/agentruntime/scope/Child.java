package dev.agentruntime.scope;

import dev.agentruntime.context.CurrentRun;
import dev.agentruntime.context.RunContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One child: its task, its thread and what became of it. The owner makes it, its own thread runs
 * it.
 *
 * <p>Children form a list from the last forked to the first, published through the scope's volatile
 * head, so that forking needs no collection and a canceller on any thread can walk it.
 */
final class Child<T extends @Nullable Object>
    implements Subtask<T>, Runnable, ScopedValue.CallableOp<Object, RuntimeException> {
  private static final VarHandle END;

  static {
    try {
      END = MethodHandles.lookup().findVarHandle(Child.class, "end", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Ends without an object to go with them. */
  private enum Mark {
    /** The task returned null. */
    NULL,
    /** The task was not run. */
    SKIPPED
  }

  /** The task threw. */
  record Failure(Throwable exception) {}

  /**
   * The task ended after the scope was cancelled; kept for those who ask how a cancelled task
   * ended.
   */
  private record Late(Object end) {}

  private final ParkingScope<?, ?> scope;
  private final String name;
  private final Callable<? extends T> task;
  private final @Nullable RunContext context;
  private final @Nullable CarriedContext carried;
  private final @Nullable Child<?> previous;

  // Set once by the child's thread, before it looks whether the scope is cancelled; read by
  // cancellers.
  private volatile @Nullable Thread thread;

  // Goes from null to a value, Mark, Failure, Late or AbandonedTask, once, by compare-and-set.
  private volatile @Nullable Object end;

  // Owner only: whether this child's failure is part of what join threw.
  private boolean reported;

  Child(
      ParkingScope<?, ?> scope,
      String name,
      Callable<? extends T> task,
      @Nullable CarriedContext carried) {
    this.scope = scope;
    this.name = name;
    this.task = task;
    this.previous = scope.lastChild();
    this.context = CurrentRun.orNull();
    this.carried = carried;
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      if (scope.isCancelled()) {
        end(Mark.SKIPPED);
      } else {
        end(carried == null ? work() : carried.around(this));
      }
    } finally {
      // Whatever happens, running out of memory included: the owner must not wait for a child that
      // is gone.
      if (end == null) {
        END.compareAndSet(this, (Object) null, (Object) Mark.SKIPPED);
      }
      if (end instanceof AbandonedTask abandoned) {
        abandoned.ended();
      } else {
        scope.childEnded();
      }
    }
  }

  /** Runs the task in the context of its run. */
  Object work() {
    RunContext run = context;
    return run == null ? call() : CurrentRun.call(run, this);
  }

  /** Runs the task. Public only because being the operation itself saves an object per child. */
  @Override
  public Object call() {
    try {
      T value = task.call();
      return value == null ? Mark.NULL : value;
    } catch (Throwable e) {
      return new Failure(e);
    }
  }

  private void end(Object how) {
    boolean inTime = how != Mark.SKIPPED && !scope.isCancelled();
    Object kept = inTime || how == Mark.SKIPPED ? how : new Late(how);
    if (END.compareAndSet(this, (Object) null, kept) && inTime) {
      scope.childEndedInTime(this);
    }
  }

  /** Marks a child whose thread was not started. Owner only. */
  void skip() {
    end = Mark.SKIPPED;
  }

  /** Leaves the child behind, unless it has ended. Owner only. */
  boolean abandon(AbandonedTask record) {
    return END.compareAndSet(this, (Object) null, (Object) record);
  }

  /**
   * The thread to interrupt or to leave behind: null before it runs, and once it has nothing left
   * to do.
   */
  @Nullable Thread running() {
    return end == null ? thread : null;
  }

  /** The thread that ran or runs this child; null if none did so far. */
  @Nullable Thread thread() {
    return thread;
  }

  boolean hasEnded() {
    Object how = end;
    return how != null && !(how instanceof AbandonedTask);
  }

  @Nullable Child<?> previous() {
    return previous;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public State state() {
    return stateOf(end);
  }

  private static State stateOf(@Nullable Object end) {
    if (end == null || end == Mark.SKIPPED || end instanceof Late || end instanceof AbandonedTask) {
      return State.UNAVAILABLE;
    }
    return end instanceof Failure ? State.FAILED : State.SUCCESS;
  }

  @Override
  public T get() {
    scope.ensureReadable();
    if (state() != State.SUCCESS) {
      throw unreadable("result");
    }
    return value();
  }

  @Override
  public Throwable exception() {
    scope.ensureReadable();
    Throwable failure = failure();
    if (failure == null) {
      throw unreadable("exception");
    }
    return failure;
  }

  private IllegalStateException unreadable(String what) {
    return new IllegalStateException(
        "child '%s' of scope '%s' has no %s, its state is %s"
            .formatted(name, scope.name(), what, state()));
  }

  // The value of a child that succeeded: its end is Mark.NULL or what the task returned.
  @SuppressWarnings({"unchecked", "NullAway"})
  T value() {
    Object value = end;
    return value == Mark.NULL ? null : (T) value;
  }

  /** What a child that failed in time threw, else null. */
  @Nullable Throwable failure() {
    return end instanceof Failure failed ? failed.exception : null;
  }

  /** What became of the child, as a value. */
  ChildResult<T> outcome() {
    return outcomeOf(end);
  }

  /**
   * How the task ended after its scope was cancelled, or in time; {@code Unfinished} if it has not
   * ended or did not run.
   */
  ChildResult<T> lateOutcome() {
    return outcomeOf(end instanceof Late late ? late.end : end);
  }

  // SUCCESS means that the end is Mark.NULL or what the task returned.
  @SuppressWarnings({"unchecked", "NullAway"})
  private ChildResult<T> outcomeOf(@Nullable Object how) {
    return switch (stateOf(how)) {
      case SUCCESS -> new ChildResult.Succeeded<>(how == Mark.NULL ? null : (T) how);
      case FAILED -> new ChildResult.Failed<>(((Failure) how).exception);
      case UNAVAILABLE -> new ChildResult.Unfinished<>();
    };
  }

  /**
   * A failure that is not yet part of what join threw, or null. An InterruptedException after
   * cancelling is a consequence, not a failure. Owner only.
   */
  @Nullable Throwable takeUnreportedFailure() {
    if (reported) {
      return null;
    }
    Object how = end;
    Throwable found = null;
    if (how instanceof Failure failed) {
      found = failed.exception;
    } else if (how instanceof Late late
        && late.end instanceof Failure failed
        && !(failed.exception instanceof InterruptedException)) {
      found = failed.exception;
    }
    reported = found != null;
    return found;
  }

  @Override
  public String toString() {
    return "Subtask[" + scope.name() + "/" + name + ", " + state() + "]";
  }
}

package dev.agentruntime.internal.run;

import dev.agentruntime.session.ConcurrentRuns;
import dev.agentruntime.session.SessionBusyException;
import dev.agentruntime.session.SessionKey;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which run of this runtime has which session, and who waits for it, first come, first served. A
 * session nobody has costs nothing. Safe for use by many threads.
 */
public final class SessionQueue {
  private final ConcurrentMap<SessionKey, Line> lines = new ConcurrentHashMap<>();

  /** Nobody has any session. */
  public SessionQueue() {}

  /** The run that has a session, and those behind it; changed under the map's entry only. */
  private static final class Line {
    volatile Waiter holder;
    final Queue<Waiter> waiting = new ArrayDeque<>();

    Line(Waiter holder) {
      this.holder = holder;
    }
  }

  private static final class Waiter {
    final RunState run;
    final Thread thread = Thread.currentThread();

    /** Set under the map's entry, read by the waiter at any time. */
    volatile boolean hasSession;

    /** Guarded by the map's entry, then the waiter's own. */
    @Nullable RunState inTheWay;

    Waiter(RunState run) {
      this.run = run;
    }
  }

  /**
   * Takes a session for a run, on the run's thread; to be given back by {@link #leave}.
   *
   * @throws SessionBusyException if another run has it and this one may not or must not wait
   * @throws InterruptedException if the run was told to stop or its deadline passed while it waited
   */
  void enter(SessionKey key, RunState run, ConcurrentRuns rule) throws InterruptedException {
    Waiter me = new Waiter(run);
    lines.compute(key, (k, line) -> arrive(line, me, rule));
    RunState inTheWay = me.inTheWay;
    if (inTheWay != null) {
      throw new SessionBusyException(key, inTheWay.runId(), isInside(run, inTheWay));
    }
    boolean entered = false;
    try {
      while (!me.hasSession) {
        await(key, run);
      }
      entered = true;
    } finally {
      if (!entered) {
        giveUp(key, me);
      }
    }
  }

  private static Line arrive(@Nullable Line line, Waiter me, ConcurrentRuns rule) {
    if (line == null) {
      me.hasSession = true;
      return new Line(me);
    }
    if (rule == ConcurrentRuns.REFUSE || isInside(me.run, line.holder.run)) {
      me.inTheWay = line.holder.run;
    } else {
      line.waiting.add(me);
    }
    return line;
  }

  /** An outer run cannot give its session back before the runs inside it have ended. */
  private static boolean isInside(RunState run, RunState holder) {
    RunState around = run.outer();
    while (around != null && around != holder) {
      around = around.outer();
    }
    return around != null;
  }

  private static void await(SessionKey key, RunState run) throws InterruptedException {
    run.time().park(run.deadline());
    if (run.deadline().isExpired(run.time().nanoTime())) {
      run.deadlinePassed();
    }
    if (Thread.interrupted() || run.cancellationOrNull() != null) {
      throw new InterruptedException(
          "run " + run.runId() + " was told to stop while it waited for session " + key);
    }
  }

  private void giveUp(SessionKey key, Waiter me) {
    lines.computeIfPresent(
        key,
        (k, line) -> {
          line.waiting.remove(me);
          return line;
        });
    if (me.hasSession) {
      leave(key);
    }
  }

  /** Gives a session back, to the one that has waited longest. */
  void leave(SessionKey key) {
    Line line = lines.computeIfPresent(key, (k, left) -> passOn(left));
    if (line != null) {
      Waiter next = line.holder;
      next.run.time().unpark(next.thread);
    }
  }

  private static @Nullable Line passOn(Line line) {
    Waiter next = line.waiting.poll();
    if (next == null) {
      return null;
    }
    line.holder = next;
    next.hasSession = true;
    return line;
  }
}

package dev.agentruntime.internal.run;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.EventsInterruptedException;
import dev.agentruntime.run.EventsMissedException;
import dev.agentruntime.run.RunEvents;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reader's buffer of a run's events. The lock guards fields only: nobody waits or wakes others
 * with it held. Safe for use by many threads.
 */
final class EventFeed implements RunEvents {
  private enum State {
    /** The run goes on. */
    OPEN,
    /** The run has ended; what is in the buffer can be read. */
    ENDED,
    /** An event had no room for too long; what is in the buffer can be read. */
    MISSED,
    /** Nobody reads any more. */
    CLOSED
  }

  private final AgentRun run;
  private final RunState source;
  private final TimeSource time;

  // Guarded by this.
  private final Queue<RunEvent> waiting = new ArrayDeque<>();
  private final Set<Thread> parked = new LinkedHashSet<>();
  private State state = State.OPEN;

  EventFeed(AgentRun run, RunState source) {
    this.run = run;
    this.source = source;
    this.time = source.time();
  }

  // ---- the run's side

  /** Adds an event, waiting for room as long as the reader may take. */
  void offer(RunEvent event) {
    Deadline patience = null;
    while (!add(event)) {
      if (patience == null) {
        patience = Deadline.after(PATIENCE, time);
      } else if (patience.isExpired(time.nanoTime())) {
        end(State.MISSED);
        return;
      }
      time.park(patience);
    }
  }

  /**
   * False if there was no room; the thread is woken when there may be some. One that is told to
   * stop cannot wait, so a second buffer's worth of last events has room above the first.
   */
  private boolean add(RunEvent event) {
    List<Thread> toWake;
    synchronized (this) {
      if (state != State.OPEN) {
        return true;
      }
      boolean stopping =
          source.cancellationOrNull() != null || Thread.currentThread().isInterrupted();
      if (waiting.size() >= (stopping ? 2 * CAPACITY : CAPACITY)) {
        if (!stopping) {
          parked.add(Thread.currentThread());
          return false;
        }
        state = State.MISSED;
      } else {
        waiting.add(event);
      }
      toWake = takeParked();
    }
    toWake.forEach(time::unpark);
    return true;
  }

  /** The run has ended; it has no more events. */
  void runEnded() {
    end(State.ENDED);
  }

  boolean isOpen() {
    synchronized (this) {
      return state == State.OPEN;
    }
  }

  private void end(State how) {
    List<Thread> toWake;
    synchronized (this) {
      if (state == State.OPEN || how == State.CLOSED) {
        state = how;
      }
      if (how == State.CLOSED) {
        waiting.clear();
      }
      toWake = takeParked();
    }
    toWake.forEach(time::unpark);
  }

  private List<Thread> takeParked() {
    if (parked.isEmpty()) {
      return List.of();
    }
    List<Thread> toWake = List.copyOf(parked);
    parked.clear();
    return toWake;
  }

  // ---- the reader's side

  @Override
  public AgentRun run() {
    return run;
  }

  @Override
  public Optional<RunEvent> next() throws InterruptedException {
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for an event of " + run.runId());
      }
      RunEvent event;
      List<Thread> toWake = List.of();
      synchronized (this) {
        event = waiting.poll();
        if (event != null) {
          toWake = takeParked();
        } else if (state == State.MISSED) {
          throw new EventsMissedException(run.runId());
        } else if (state != State.OPEN) {
          return Optional.empty();
        } else {
          parked.add(Thread.currentThread());
        }
      }
      toWake.forEach(time::unpark);
      if (event != null) {
        return Optional.of(event);
      }
      time.park(Deadline.never());
    }
  }

  private @Nullable RunEvent nextOrNull() {
    try {
      return next().orElse(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EventsInterruptedException(run.runId(), e);
    }
  }

  @Override
  public Iterator<RunEvent> iterator() {
    return new WaitingIterator<>() {
      @Override
      @Nullable RunEvent await() {
        return nextOrNull();
      }
    };
  }

  @Override
  public Iterable<String> text() {
    return () -> new AnswerText(run, this::nextOrNull);
  }

  @Override
  public void close() {
    end(State.CLOSED);
  }

  @Override
  public synchronized String toString() {
    return "RunEvents(" + run.runId() + ", " + waiting.size() + " waiting, " + state + ")";
  }
}

package dev.agentruntime.testkit.time;

import dev.agentruntime.testkit.time.Participant.Status;
import dev.agentruntime.time.Deadline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who runs, who is parked until when, and what time it is. Decides when time may move; knows no
 * modes and never blocks.
 *
 * <p>The one rule: {@link #running} counts every thread that may still do something at the present
 * instant. A thread that is woken is counted by the waker, in the same critical section; so the
 * count never touches zero between a wake-up and the moment the woken thread really runs, and time
 * cannot slip through that gap.
 *
 * <p>Guarded by the lock of its {@link Conductor}, but for {@link #nowNanos()}.
 */
final class Timeline {
  /** Beyond every deadline, and still a difference that keeps its sign. */
  private static final long FARTHEST_NANOS = Long.MAX_VALUE / 2;

  private final Map<Thread, Participant> participants = new HashMap<>();
  private final TreeSet<Participant> planned = new TreeSet<>(Participant.BY_WAKE_UP);
  private long nextOrder;
  private int running;
  private int parked;
  private long events;
  private volatile long nowNanos;

  Timeline(long originNanos) {
    this.nowNanos = originNanos;
  }

  long nowNanos() {
    return nowNanos;
  }

  int running() {
    return running;
  }

  int parked() {
    return parked;
  }

  /** Grows with everything that happens here; two equal readings mean that nothing did. */
  long events() {
    return events;
  }

  /** The record of a thread, made if there is none. */
  Participant of(Thread thread) {
    return participants.computeIfAbsent(thread, t -> new Participant(t, nextOrder++, false));
  }

  @Nullable Participant find(Thread thread) {
    return participants.get(thread);
  }

  /** The participants that match, in start order. */
  List<Participant> all(Predicate<Participant> wanted) {
    List<Participant> matching = new ArrayList<>();
    for (Participant participant : participants.values()) {
      if (wanted.test(participant)) {
        matching.add(participant);
      }
    }
    matching.sort(Comparator.comparingLong(participant -> participant.order));
    return matching;
  }

  /** Counts a thread as running before its first instruction. */
  Participant begin(Thread thread, boolean started) {
    Participant participant = new Participant(thread, nextOrder++, started);
    participants.put(thread, participant);
    participant.status = Status.RUNNING;
    running++;
    events++;
    return participant;
  }

  /** Takes the mark away: the thread will wait until somebody calls {@link #wake}. */
  void block(Participant participant, Deadline deadline) {
    if (participant.status == Status.RUNNING) {
      running--;
    }
    participant.park();
    parked++;
    events++;
    participant.timed = !deadline.isNever();
    if (participant.timed) {
      participant.wakeUpNanos = deadline.nanos();
      planned.add(participant);
    }
  }

  /** Gives a parked thread its mark and lets it go. Does nothing if it is not parked. */
  void wake(Participant participant) {
    if (participant.status != Status.PARKED) {
      return;
    }
    if (participant.timed) {
      planned.remove(participant);
    }
    participant.status = Status.RUNNING;
    parked--;
    running++;
    events++;
    participant.awake = true;
    LockSupport.unpark(participant.thread);
  }

  /** Lets a thread's next park return, or the one it is in. */
  void unpark(Participant participant) {
    if (participant.status == Status.PARKED) {
      wake(participant);
    } else {
      participant.permit = true;
    }
  }

  /** Forgets a thread that ends; its mark goes to those that join it. */
  void end(Participant participant) {
    participant.joiners.forEach(this::unpark);
    participants.remove(participant.thread);
    if (participant.status == Status.RUNNING) {
      running--;
    }
    events++;
  }

  /**
   * Gives the mark to parked threads that somebody interrupted behind our back: their flag is set,
   * so they are about to run, though they have not said so yet.
   */
  void wakeInterrupted() {
    if (parked > 0) {
      for (Participant participant : all(p -> p.status == Status.PARKED && p.isInterrupted())) {
        wake(participant);
      }
    }
  }

  /** Forgets threads that ended without telling, which those not started here do. */
  void forgetEnded() {
    for (Participant participant :
        all(p -> !p.started && p.thread.getState() == Thread.State.TERMINATED)) {
      end(participant);
    }
  }

  /**
   * Moves time to the next planned wake-up, however far, and wakes one thread. Says whether there
   * was one.
   */
  boolean wakeNext() {
    return wakeNext(nowNanos + FARTHEST_NANOS);
  }

  /**
   * Moves time to the next planned wake-up, if that is not after {@code latestNanos}, and wakes one
   * thread: the first in start order of those due. Says whether there was one.
   */
  boolean wakeNext(long latestNanos) {
    if (planned.isEmpty() || planned.first().wakeUpNanos - latestNanos > 0) {
      return false;
    }
    Participant next = planned.first();
    moveTo(next.wakeUpNanos);
    wake(next);
    return true;
  }

  /** Moves time forward; an earlier instant leaves it alone. */
  void moveTo(long nanos) {
    if (nanos - nowNanos > 0) {
      nowNanos = nanos;
      events++;
    }
  }
}

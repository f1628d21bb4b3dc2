package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditUnavailableException;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue between calls and the writer: bounded, first in, first out. Safe for use by many
 * threads, one of which takes.
 */
final class Intake {

  /** A record on its way. */
  static final class Entry {
    final Supplier<? extends AuditRecord> record;

    /** Whether somebody waits for it before an effect. */
    final boolean through;

    /** The thread that waits; null if none does. */
    private final @Nullable Thread waiter;

    private volatile @Nullable Fate fate;

    Entry(Supplier<? extends AuditRecord> record, boolean through, @Nullable Thread waiter) {
      this.record = record;
      this.through = through;
      this.waiter = waiter;
    }

    @Nullable Fate fate() {
      return fate;
    }
  }

  /**
   * What became of a record.
   *
   * @param lost why it was not kept; null if it was
   */
  record Fate(@Nullable AuditUnavailableException lost) {
    static final Fate KEPT = new Fate(null);
  }

  private final TimeSource time;
  private final int capacity;

  // Guarded by this.
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
  private final Collection<Thread> forRoom = new LinkedHashSet<>();
  private @Nullable Thread taker;
  private boolean closed;

  Intake(TimeSource time, int capacity) {
    this.time = time;
    this.capacity = capacity;
  }

  /**
   * Puts a record in, waiting for room if need be.
   *
   * @return false if there was no room by the deadline, or the queue is closed
   * @throws InterruptedException if the thread was interrupted while it waited; nothing was put in
   */
  boolean put(Entry entry, Deadline deadline) throws InterruptedException {
    boolean waited = false;
    try {
      while (true) {
        @Nullable Thread wake;
        synchronized (this) {
          if (closed) {
            return false;
          }
          boolean room = waiting.size() < capacity;
          if (room) {
            waiting.add(entry);
          } else {
            waited = forRoom.add(Thread.currentThread()) || waited;
          }
          wake = room ? taker : null;
          if (room && wake == null) {
            return true;
          }
        }
        if (wake != null) {
          time.unpark(wake);
          return true;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while an audit record waited for room");
        }
        if (deadline.isExpired(time.nanoTime())) {
          return false;
        }
        time.park(deadline);
      }
    } finally {
      if (waited) {
        synchronized (this) {
          forRoom.remove(Thread.currentThread());
        }
      }
    }
  }

  /**
   * Takes records out; for the writer.
   *
   * @param most how many at most
   * @param deadline when to come back without any
   * @return in the order in which they were put in; empty if the deadline passed or the queue is
   *     closed and empty
   */
  List<Entry> take(int most, Deadline deadline) {
    while (true) {
      List<Entry> taken = new ArrayList<>();
      List<Thread> wake = List.of();
      boolean done;
      synchronized (this) {
        while (taken.size() < most && !waiting.isEmpty()) {
          taken.add(waiting.remove());
        }
        done = !taken.isEmpty() || closed;
        taker = done ? null : Thread.currentThread();
        if (!taken.isEmpty() && !forRoom.isEmpty()) {
          wake = List.copyOf(forRoom);
        }
      }
      wake.forEach(time::unpark);
      if (done || deadline.isExpired(time.nanoTime())) {
        forgetTaker();
        return taken;
      }
      time.park(deadline);
      // The thread is the file's own, and closing the file is how it ends.
      boolean _ = Thread.interrupted();
    }
  }

  private synchronized void forgetTaker() {
    taker = null;
  }

  /** Tells whoever waits for a record what became of it. */
  void settle(Entry entry, Fate fate) {
    entry.fate = fate;
    Thread waiter = entry.waiter;
    if (waiter != null) {
      time.unpark(waiter);
    }
  }

  /** Takes no more in; what is in can still be taken out. */
  void close() {
    @Nullable Thread wake;
    List<Thread> others;
    synchronized (this) {
      closed = true;
      wake = taker;
      others = List.copyOf(forRoom);
    }
    if (wake != null) {
      time.unpark(wake);
    }
    others.forEach(time::unpark);
  }

  synchronized boolean isClosed() {
    return closed;
  }
}

package dev.agentruntime.internal.stream;

import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the threads on which a provider calls back and the one that reads: some pieces,
 * then one end. A full buffer makes the provider wait; a closed one takes nothing and holds nobody
 * up.
 *
 * <p>The lock guards fields only: nobody waits or wakes others with it held. Safe for use by many
 * threads; the methods of the reader are for the thread that made it.
 */
final class DeltaBuffer {
  private final TimeSource time;
  private final int capacity;
  private final Thread reader = Thread.currentThread();

  // Guarded by this.
  private List<ModelDelta> waiting = new ArrayList<>();
  private @Nullable StreamEnd end;
  private @Nullable Thread returned;
  private boolean closed;
  private boolean readerWaits;
  private final List<Thread> blocked = new ArrayList<>();

  DeltaBuffer(TimeSource time, int capacity) {
    this.time = time;
    this.capacity = capacity;
  }

  // ---- the provider's side

  /**
   * Adds a piece, waiting for room; drops it if the stream has ended or nobody reads any more. An
   * interrupt does not shorten the wait, since the thread is not ours, and stays set.
   */
  void put(ModelDelta delta) {
    if (!offer(delta)) {
      new Wait(delta).untilOver();
    }
  }

  /**
   * A wait for room. Clients call back on workers of the common pool, of which there may be one; so
   * the pool is told, and makes up for the worker, lest one slow listener silence all streams.
   */
  private final class Wait implements ForkJoinPool.ManagedBlocker {
    private final ModelDelta delta;
    private boolean over;
    private boolean interrupted;

    Wait(ModelDelta delta) {
      this.delta = delta;
    }

    void untilOver() {
      try {
        ForkJoinPool.managedBlock(this);
      } catch (RejectedExecutionException e) {
        while (!isReleasable()) { // the pool has no more threads to spare
          block();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("a wait that clears interrupts was interrupted", e);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public boolean isReleasable() {
      over = over || offer(delta);
      return over;
    }

    @Override
    public boolean block() {
      time.park(Deadline.never());
      interrupted |= Thread.interrupted(); // or the next park would return at once
      return isReleasable();
    }
  }

  /** False if there was no room; the thread is then woken when there may be some. */
  private boolean offer(ModelDelta delta) {
    boolean wake;
    synchronized (this) {
      if (closed || end != null) {
        return true;
      }
      if (waiting.size() >= capacity) {
        Thread current = Thread.currentThread();
        if (!blocked.contains(current)) {
          blocked.add(current);
        }
        return false;
      }
      waiting.add(delta);
      wake = takeReader();
    }
    wakeIf(wake);
    return true;
  }

  /** Ends the stream; only the first end counts. */
  void end(StreamEnd how) {
    boolean wake;
    List<Thread> toWake;
    synchronized (this) {
      if (end != null) {
        return;
      }
      end = how;
      wake = takeReader();
      toWake = takeBlocked();
    }
    wakeIf(wake);
    toWake.forEach(time::unpark);
  }

  /** The call that started the stream has come back; the thread has nothing left to do but end. */
  void returned() {
    boolean wake;
    synchronized (this) {
      returned = Thread.currentThread();
      wake = takeReader();
    }
    wakeIf(wake);
  }

  // ---- the reader's side

  /**
   * The pieces that have come, in exchange for an empty list to collect more in.
   *
   * @param emptied a list the buffer may keep
   * @return maybe empty
   */
  List<ModelDelta> take(List<ModelDelta> emptied) {
    List<ModelDelta> taken;
    List<Thread> toWake;
    synchronized (this) {
      taken = waiting;
      waiting = emptied;
      toWake = takeBlocked();
    }
    toWake.forEach(time::unpark);
    return taken;
  }

  /** The end, once it is there and all pieces before it were taken. */
  synchronized @Nullable StreamEnd end() {
    return waiting.isEmpty() ? end : null;
  }

  /** Whether the reader has to wait for a piece or the end; if so, the next of them unparks it. */
  synchronized boolean mustWait() {
    readerWaits = waiting.isEmpty() && end == null;
    return readerWaits;
  }

  /** The thread of the call, if that has come back; if not, its coming back unparks the reader. */
  synchronized @Nullable Thread returnedOrWait() {
    readerWaits = returned == null;
    return returned;
  }

  /** Nothing is read any more: whoever waits for room goes on, and what still comes is dropped. */
  void close() {
    List<Thread> toWake;
    synchronized (this) {
      closed = true;
      waiting = List.of();
      toWake = takeBlocked();
    }
    toWake.forEach(time::unpark);
  }

  // ---- with the lock held

  private boolean takeReader() {
    boolean wake = readerWaits;
    readerWaits = false;
    return wake;
  }

  private List<Thread> takeBlocked() {
    if (blocked.isEmpty()) {
      return List.of();
    }
    List<Thread> toWake = List.copyOf(blocked);
    blocked.clear();
    return toWake;
  }

  private void wakeIf(boolean wake) {
    if (wake) {
      time.unpark(reader);
    }
  }
}

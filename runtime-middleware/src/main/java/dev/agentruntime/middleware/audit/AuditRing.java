package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the account of the most recent calls in memory, and forgets the oldest for each new one.
 * For looking at what agents do while the process lives; it outlives nothing.
 *
 * <p>Putting a call on record costs next to nothing: redaction and digests are left to whoever
 * reads. Until a call is forgotten the ring holds on to its arguments and result where they are
 * short enough, never to those of a tool with the trait {@link
 * dev.agentruntime.tool.ToolTrait#SENSITIVE}.
 *
 * <p>Safe for use by many threads.
 */
public final class AuditRing {
  /** An hour or so of one busy agent; some hundred kilobytes of ordinary calls. */
  public static final int DEFAULT_CALLS = 1_000;

  private static final int MAX_CALLS = 1 << 24;
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(RingEntry[].class);

  private final @Nullable RingEntry[] entries;
  private final AtomicLong next = new AtomicLong();

  private AuditRing(int calls) {
    this.entries = new RingEntry[calls];
  }

  /**
   * A ring for the {@value #DEFAULT_CALLS} most recent calls.
   *
   * @return a new ring
   */
  public static AuditRing standard() {
    return of(DEFAULT_CALLS);
  }

  /**
   * A ring.
   *
   * @param calls how many calls it remembers, at least 1
   * @return a new ring
   * @throws IllegalArgumentException if the number is less than 1 or absurd
   */
  public static AuditRing of(int calls) {
    if (calls < 1 || calls > MAX_CALLS) {
      throw new IllegalArgumentException(
          "an audit ring must remember 1 to " + MAX_CALLS + " calls, was to remember " + calls);
    }
    return new AuditRing(calls);
  }

  void add(RingEntry entry) {
    long number = next.getAndIncrement();
    ELEMENT.setRelease(entries, (int) (number % entries.length), entry);
  }

  /**
   * How many calls were put on record, those forgotten included.
   *
   * @return a count since the ring was made
   */
  public long calls() {
    return next.get();
  }

  /**
   * The accounts of the calls it remembers, each in order, the calls in the order in which they
   * were proposed. A call that is still going on has no {@link AuditRecord.Finished} yet. Times
   * within a call are known for its beginning and its end; records in between carry that of the
   * beginning.
   *
   * <p>Redacts and computes digests, so it takes its time.
   *
   * @return a snapshot
   */
  public List<AuditRecord> records() {
    List<RingEntry> known = new ArrayList<>(entries.length);
    long newest = next.get();
    for (long number = Math.max(0, newest - entries.length); number < newest; number++) {
      RingEntry entry = (RingEntry) ELEMENT.getAcquire(entries, (int) (number % entries.length));
      if (entry != null) {
        known.add(entry);
      }
    }
    known.sort(Comparator.comparingLong(RingEntry::beganNanos));
    List<AuditRecord> records = new ArrayList<>(known.size() * 4);
    known.forEach(entry -> entry.addTo(records));
    return List.copyOf(records);
  }

  @Override
  public String toString() {
    return "AuditRing(of " + entries.length + " calls)";
  }
}

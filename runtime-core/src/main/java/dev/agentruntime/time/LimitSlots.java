package dev.agentruntime.time;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where armed limits wait to be swept: a table that is filled from many threads and searched by
 * one.
 *
 * <p>A thread's id says in which row of sixteen it looks for a free slot, so that threads mostly
 * stay out of each other's cache lines, then in a second row, then in rows by turns, which also
 * serves a thread with a great many limits. Only a table close to full sends an entry away; then a
 * bigger one is put in front of it. Entries never move.
 *
 * <p>Safe for use by many threads.
 */
final class LimitSlots {
  /** One row is one cache line of compressed references. */
  private static final int ROW_BITS = 4;

  private static final int ROW = 1 << ROW_BITS;

  /**
   * Rows tried by turns before the table counts as full. With four it fills to more than nine
   * tenths.
   */
  private static final int TURNS = 4;

  /** 2^64 divided by the golden ratio: spreads neighbouring thread ids over all rows. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final AtomicReferenceArray<@Nullable TimeLimit> slots;
  private final int rowMask;
  private final TimeSource time;
  private final @Nullable LimitSlots older;

  /** Where the turns have got to. Races cost nothing but a repeated look. */
  private int turn;

  /**
   * A table with room for {@code 2^sizeBits} limits, in front of an older one that still holds
   * some.
   */
  LimitSlots(int sizeBits, TimeSource time, @Nullable LimitSlots older) {
    this.slots = new AtomicReferenceArray<>(1 << sizeBits);
    this.rowMask = (1 << (sizeBits - ROW_BITS)) - 1;
    this.time = time;
    this.older = older;
  }

  LimitSlots enlarged() {
    return new LimitSlots(Integer.numberOfTrailingZeros(length()) + 1, time, this);
  }

  int length() {
    return slots.length();
  }

  TimeSource time() {
    return time;
  }

  @Nullable LimitSlots older() {
    return older;
  }

  @Nullable TimeLimit get(int index) {
    return slots.get(index);
  }

  @SuppressWarnings("ReferenceEquality") // this very limit; a subclass may think others its equals
  boolean holds(int index, TimeLimit limit) {
    return slots.get(index) == limit;
  }

  /** How many limits it holds at about this time. */
  int count() {
    int held = 0;
    for (int i = 0; i < slots.length(); i++) {
      held += slots.get(i) == null ? 0 : 1;
    }
    return held;
  }

  /** Puts a limit into a free slot and returns its index, or -1 if there is none within reach. */
  int put(TimeLimit limit, Thread owner) {
    long spread = owner.threadId() * SPREAD;
    int first = (int) (spread >>> 32);
    int index = putIntoRow(limit, (first & rowMask) << ROW_BITS, (int) (spread >>> 60));
    return index >= 0 ? index : putElsewhere(limit, (int) (spread >>> 8));
  }

  private int putElsewhere(TimeLimit limit, int second) {
    int index = putIntoRow(limit, (second & rowMask) << ROW_BITS, 0);
    for (int i = 0; index < 0 && i < TURNS; i++) {
      index = putIntoRow(limit, (turn++ & rowMask) << ROW_BITS, 0);
    }
    return index;
  }

  private int putIntoRow(TimeLimit limit, int row, int start) {
    for (int i = 0; i < ROW; i++) {
      int index = row + ((start + i) & (ROW - 1));
      if (slots.getPlain(index) == null && slots.compareAndSet(index, null, limit)) {
        return index;
      }
    }
    return -1;
  }

  /** Empties a slot, by whoever took its limit out of the armed state. */
  void release(int index) {
    slots.setRelease(index, null);
  }
}

package dev.agentruntime.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitSlotsTest {
  private static LimitSlots tableOf(int sizeBits) {
    return new LimitSlots(sizeBits, new FixedTime(0), null);
  }

  private static TimeLimit limit() {
    return new InterruptLimit(null);
  }

  @Test
  void limitIsFoundWhereItWasPutUntilItIsReleased() {
    LimitSlots table = tableOf(10);
    TimeLimit limit = limit();

    int index = table.put(limit, Thread.currentThread());

    assertSame(limit, table.get(index));
    assertTrue(table.holds(index, limit));
    assertFalse(table.holds(index, limit()));
    assertEquals(1, table.count());
    table.release(index);
    assertNull(table.get(index));
    assertEquals(0, table.count());
  }

  @Test
  void oneThreadGetsTheSameSlotCallAfterCall() {
    LimitSlots table = tableOf(10);
    int first = table.put(limit(), Thread.currentThread());
    table.release(first);

    assertEquals(first, table.put(limit(), Thread.currentThread()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tableFillsNearlyUpBeforeItTurnsALimitAway(boolean oneThread) {
    LimitSlots table = tableOf(14);
    Set<Integer> taken = new HashSet<>();

    int index = table.put(limit(), owner(oneThread));
    while (index >= 0) {
      assertTrue(taken.add(index), "a slot is given once");
      index = table.put(limit(), owner(oneThread));
    }

    assertTrue(taken.size() >= 0.85 * table.length(), () -> taken.size() + " of " + table.length());
    assertEquals(taken.size(), table.count());
  }

  @Test
  void biggerTableStandsInFrontOfTheFullOne() {
    LimitSlots full = tableOf(10);

    LimitSlots bigger = full.enlarged();

    assertEquals(2_048, bigger.length());
    assertSame(full, bigger.older());
    assertNull(full.older());
  }

  @Test
  void neighbouringThreadsUseDifferentRows() {
    LimitSlots table = tableOf(10);
    Set<Integer> rows = new HashSet<>();
    for (int i = 0; i < 32; i++) {
      rows.add(table.put(limit(), owner(false)) / 16);
    }

    assertTrue(rows.size() >= 24, () -> rows.size() + " rows for 32 threads");
  }

  @Test
  void threadsThatPutAtOnceNeverShareASlot() throws InterruptedException {
    LimitSlots table = tableOf(12);
    Set<Integer> taken = ConcurrentHashMap.newKeySet();
    List<Integer> twice = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int j = 0; j < 900; j++) {
                      int index = table.put(limit(), owner(false));
                      if (index < 0 || !taken.add(index)) {
                        twice.add(index);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertEquals(List.of(), twice);
    assertEquals(3_600, table.count());
  }

  /** Only its id matters. */
  private static Thread owner(boolean current) {
    return current ? Thread.currentThread() : Thread.ofVirtual().unstarted(() -> {});
  }
}

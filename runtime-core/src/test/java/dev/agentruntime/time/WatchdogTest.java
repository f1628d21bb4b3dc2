package dev.agentruntime.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the watchdog plans and whom it wakes, step by step on one thread. */
class WatchdogTest {
  private static final long START = Long.MAX_VALUE - 1_000; // the clock overflows under way
  private static final long SECOND = 1_000_000_000L;

  private final StepTime time = new StepTime(START);
  private final Watchdog watchdog = new Watchdog("dog", time);

  /** Until it parks. */
  private Deadline runSweeper() {
    time.parkedUntil = null;
    while (time.parkedUntil == null) {
      watchdog.sweeper().waitOrSweep();
    }
    return time.parkedUntil;
  }

  private static long at(long seconds) {
    return START + seconds * SECOND;
  }

  @Test
  void firstLimitStartsTheThreadAndPlansItsWakeUp() {
    assertEquals(List.of(), time.started);

    watchdog.arm(at(30));

    assertEquals(List.of("dog"), time.started);
    assertEquals(at(30), runSweeper().nanos());
  }

  @Test
  void armingWakesTheWatchdogForAnEarlierDeadlineOnly() {
    watchdog.arm(at(30));
    assertEquals(1, time.unparked.size());
    watchdog.arm(at(30));
    watchdog.arm(at(31));
    watchdog.arm(Deadline.never());
    assertEquals(1, time.unparked.size());

    watchdog.arm(at(10));

    assertEquals(2, time.unparked.size());
    assertEquals(at(10), runSweeper().nanos());
    assertEquals(1, time.started.size());
  }

  @Test
  void endingNeverTouchesTheWatchdog() {
    TimeLimit limit = watchdog.arm(at(30));
    runSweeper();

    limit.end();

    assertEquals(1, time.unparked.size());
    assertEquals(at(30), runSweeper().nanos(), "the wake-up stays planned");
  }

  @Test
  void dueLimitInterruptsItsOwnerOnce() {
    TimeLimit limit = watchdog.arm(at(30));
    runSweeper();
    time.moveTo(at(30) - 1);
    runSweeper();
    assertEquals(List.of(), time.interrupted);

    time.moveTo(at(30));
    runSweeper();
    time.moveTo(at(60));
    runSweeper();

    assertEquals(List.of(Thread.currentThread()), time.interrupted);
    assertTrue(limit.end());
    assertEquals(1, watchdog.stats().fired());
    assertEquals(0, watchdog.stats().armed());
  }

  @Test
  void limitThatIsDueAlreadyFiresAtTheNextStep() {
    watchdog.arm(at(-1));

    runSweeper();

    assertEquals(1, time.interrupted.size());
  }

  @Test
  void sweepPlansTheEarliestOfWhatIsLeft() {
    watchdog.arm(at(30));
    watchdog.arm(at(50));
    watchdog.arm(at(40));
    time.moveTo(at(30));

    assertEquals(at(40), runSweeper().nanos());
  }

  @Test
  void withoutLimitsTheWatchdogParksForGood() {
    watchdog.arm(at(30)).end();
    runSweeper();
    for (int i = 1; i <= 2; i++) { // once more, since a limit was used in between
      time.moveTo(at(30L * i));
      runSweeper();
    }

    assertTrue(runSweeper().isNever());
  }

  @Test
  void limitThatNeverFiresPlansNoWakeUp() {
    TimeLimit limit = watchdog.arm(Deadline.never());
    watchdog.arm(at(1)).end();
    runSweeper();
    for (int i = 1; i <= 3; i++) {
      time.moveTo(at(i));
      runSweeper();
    }

    assertTrue(runSweeper().isNever());
    time.moveTo(at(3_000_000_000L)); // most of a century
    runSweeper();
    assertFalse(limit.end());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void uniformLimitsCostOneWakeUpPerInterval(boolean armedWhenTheWatchdogLooks) {
    // A call every 10 ms for an hour, each under 30 s.
    Deadline planned = Deadline.never();
    for (long now = at(0); now - at(3_600) < 0; now += SECOND / 100) {
      time.moveTo(now);
      int unparked = time.unparked.size();
      TimeLimit limit = watchdog.arm(now + 30 * SECOND);
      if (!armedWhenTheWatchdogLooks) {
        limit.end();
      }
      if (time.unparked.size() > unparked || planned.isExpired(now)) {
        planned = runSweeper();
      }
      if (armedWhenTheWatchdogLooks) {
        limit.end();
      }
    }

    long wakeUps = watchdog.stats().wakeUps();
    assertTrue(wakeUps >= 119 && wakeUps <= 140, () -> wakeUps + " wake-ups in 120 intervals");
  }

  @Test
  void oneShortLimitDoesNotMakeTheWatchdogBusyForEver() {
    watchdog.arm(at(0) + 1_000_000).end(); // a millisecond
    Deadline planned = runSweeper();
    for (long now = at(0); now - at(60) < 0; now += 1_000_000) {
      time.moveTo(now);
      int unparked = time.unparked.size();
      watchdog.arm(now + 30 * SECOND).end();
      if (time.unparked.size() > unparked || planned.isExpired(now)) {
        planned = runSweeper();
      }
    }

    long wakeUps = watchdog.stats().wakeUps();
    assertTrue(wakeUps <= 20, () -> wakeUps + " wake-ups in a minute");
  }

  @Test
  void sweepThatTookLongIsFollowedByARestOfAFewMilliseconds() {
    watchdog.arm(at(1));
    time.moveTo(at(1));
    time.nanosPerReading = 3_000_000; // so a sweep takes 3 ms
    watchdog.sweeper().waitOrSweep();
    watchdog.arm(at(1)); // due at once
    time.nanosPerReading = 0;
    long now = time.nanoTime();

    assertEquals(Duration.ofMillis(4), Duration.ofNanos(runSweeper().nanos() - now));
    time.moveTo(now + 4_000_000);
    runSweeper();
    assertEquals(2, time.interrupted.size());
  }

  @Test
  void thousandsOfLimitsOfOneThreadMakeTheTablesGrow() {
    for (int i = 0; i < 100_000; i++) {
      watchdog.arm(at(30 + i % 7));
    }

    assertEquals(100_000, watchdog.stats().armed());
    assertTrue(watchdog.stats().capacity() < 300_000, () -> watchdog.stats().toString());
    time.moveTo(at(33));
    runSweeper();
    assertEquals(57_144, time.interrupted.size());
    time.moveTo(at(36));
    runSweeper();
    assertEquals(100_000, time.interrupted.size());
    assertEquals(0, watchdog.stats().armed());
  }

  @Test
  void limitOfOnesOwnFiresOnAThreadOfItsOwn() {
    CountingLimit limit = new CountingLimit();
    watchdog.arm(limit, at(30));
    time.moveTo(at(30));

    runSweeper();

    assertEquals(1, limit.fires);
    assertEquals(List.of("dog", "dog/fire"), time.started);
    assertEquals(List.of(), time.interrupted);
    assertTrue(limit.end());
  }

  @Test
  void limitOfOnesOwnMayBeArmedAgain() {
    CountingLimit limit = new CountingLimit();
    watchdog.arm(limit, Deadline.afterNanos(30 * SECOND, START));
    assertFalse(limit.end());
    watchdog.arm(limit, at(60));
    time.moveTo(at(30));
    runSweeper();
    assertEquals(0, limit.fires);

    time.moveTo(at(60));
    runSweeper();

    assertEquals(1, limit.fires);
    assertTrue(limit.end());
  }

  @Test
  void limitFoundInASlotItHasLeftDoesNotFire() {
    CountingLimit limit = new CountingLimit();
    watchdog.arm(limit, at(-1));
    TimeLimit neighbour = watchdog.arm(at(30));
    LimitSlots slots = watchdog.slots();
    int neighboursSlot = 0;
    while (!slots.holds(neighboursSlot, neighbour)) {
      neighboursSlot++;
    }

    watchdog.sweeper().fire(slots, neighboursSlot, limit, limit.readState());

    assertEquals(0, limit.fires);
    assertTrue(slots.holds(neighboursSlot, neighbour), "the neighbour keeps its slot");
  }

  @Test
  void throwingLimitIsCountedAndHarmsNobody() {
    IllegalStateException thrown = new IllegalStateException("broken limit");
    TimeLimit broken =
        new TimeLimit() {
          @Override
          protected void onFire() {
            throw thrown;
          }
        };
    watchdog.arm(broken, at(30));
    TimeLimit other = watchdog.arm(at(30));
    time.moveTo(at(30));

    runSweeper();

    assertTrue(broken.end());
    assertTrue(other.end());
    assertEquals(1, watchdog.stats().failures());
    assertSame(thrown, watchdog.firstFailure().orElseThrow());
  }

  @Test
  void limitFiresOnTheWatchdogsThreadIfNoOtherIsToBeHad() {
    CountingLimit limit = new CountingLimit();
    watchdog.arm(limit, at(30));
    time.moveTo(at(30));
    time.refusal = new IllegalStateException("no more threads");

    runSweeper();

    assertEquals(1, limit.fires);
    assertTrue(limit.end());
    assertEquals("no more threads", watchdog.firstFailure().orElseThrow().getMessage());
  }

  @Test
  void limitIsRefusedIfTheThreadCannotBeStarted() {
    time.refusal = new IllegalStateException("no more threads");

    assertThrows(IllegalStateException.class, () -> watchdog.arm(at(30)));

    assertEquals(0, watchdog.stats().armed());
    watchdog.arm(at(40)); // tries again, though the deadline is later
    assertEquals(List.of("dog"), time.started);
    assertEquals(at(40), runSweeper().nanos());
  }

  @Test
  void closedWatchdogRefusesLimitsByName() {
    watchdog.close();

    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> watchdog.arm(at(30)));

    assertEquals("watchdog 'dog' is closed, so it cannot keep a time limit", refused.getMessage());
    assertEquals(0, watchdog.stats().armed());
    assertEquals(List.of(), time.started);
    assertEquals(List.of(), time.interrupted);
  }

  @Test
  void refusedLimitIsNotArmed() {
    CountingLimit limit = new CountingLimit();
    watchdog.close();
    assertThrows(IllegalStateException.class, () -> watchdog.arm(limit, at(30)));

    Watchdog other = new Watchdog("other", time);
    other.arm(limit, at(30));

    assertFalse(limit.end());
    assertEquals(0, limit.fires);
  }

  @Test
  void whatIsStillArmedWhenTheThreadEndsFiresAtOnce() {
    CountingLimit own = new CountingLimit();
    watchdog.arm(own, at(30));
    TimeLimit limit = watchdog.arm(at(40));

    watchdog.close(); // the thread of this clock never ran, so it is not waited for
    watchdog.sweeper().run();

    assertEquals(1, own.fires);
    assertEquals(List.of(Thread.currentThread()), time.interrupted);
    assertTrue(own.end());
    assertTrue(limit.end());
  }

  @Test
  void enclosingLimitMustBeTheCallersOwn() throws InterruptedException {
    TimeLimit[] foreign = new TimeLimit[1];
    Thread other = Thread.ofVirtual().name("other").start(() -> foreign[0] = watchdog.arm(at(30)));
    other.join();

    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> watchdog.armWithin(foreign[0], at(10)));

    assertEquals(
        "the enclosing limit must be armed by the calling thread '"
            + Thread.currentThread().getName()
            + "', was InterruptLimit(armed by 'other')",
        refused.getMessage());
  }

  @Test
  void textNamesTheWatchdogAndItsState() {
    assertEquals("Watchdog('dog', not started)", watchdog.toString());
    watchdog.arm(at(30));
    assertEquals("Watchdog('dog', running)", watchdog.toString());
    watchdog.close();
    assertEquals("Watchdog('dog', closed)", watchdog.toString());
  }

  private static final class CountingLimit extends TimeLimit {
    int fires;

    @Override
    protected void onFire() {
      fires++;
    }
  }
}

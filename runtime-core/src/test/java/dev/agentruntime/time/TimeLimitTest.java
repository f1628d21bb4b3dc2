package dev.agentruntime.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The swap between owner and watchdog, with the test in the watchdog's place. */
@Timeout(30)
class TimeLimitTest {
  private final TimeSource time = TimeSource.system();
  private final LimitSlots slots = new LimitSlots(10, time, null);

  @AfterEach
  void noInterruptIsLeft() {
    assertFalse(Thread.interrupted());
  }

  private TimeLimit armed(@Nullable TimeLimit enclosing) {
    TimeLimit limit = new InterruptLimit(enclosing);
    arm(limit, 100);
    return limit;
  }

  private void arm(TimeLimit limit, long deadlineNanos) {
    limit.makeReady(Thread.currentThread(), deadlineNanos);
    limit.enterSlot(slots, slots.put(limit, Thread.currentThread()));
  }

  private void fire(TimeLimit limit) {
    assertTrue(limit.startFiring(limit.readState()));
    limit.fire(time);
    limit.finishFiring(time);
  }

  @Test
  void limitEndedInTimeCannotFire() {
    TimeLimit limit = armed(null);
    int reading = limit.readState();

    assertFalse(limit.end());

    assertFalse(limit.startFiring(reading));
    assertFalse(limit.hasFired());
    assertEquals(0, slots.count());
  }

  @Test
  void firedLimitSaysSoAndTakesItsInterruptBack() {
    TimeLimit limit = armed(null);

    fire(limit);

    assertTrue(Thread.currentThread().isInterrupted());
    assertTrue(limit.hasFired());
    assertTrue(limit.end());
    assertFalse(Thread.currentThread().isInterrupted());
    assertTrue(limit.hasFired());
  }

  @Test
  void limitThatHasNotFiredLeavesTheInterruptBitAlone() {
    TimeLimit limit = armed(null);
    Thread.currentThread().interrupt();

    assertFalse(limit.end());

    assertTrue(Thread.interrupted());
  }

  @Test
  void endingAgainAnswersTheSameAndDoesNothing() {
    TimeLimit inTime = armed(null);
    TimeLimit late = armed(null);
    fire(late);
    inTime.end();
    late.end();
    Thread.currentThread().interrupt();

    assertFalse(inTime.end());
    assertTrue(late.end());

    assertTrue(Thread.interrupted(), "an interrupt of later is not the limit's");
  }

  @Test
  void innerLimitsEndKeepsTheInterruptOfAnOuterThatHasFired() {
    TimeLimit outer = armed(null);
    TimeLimit inner = armed(outer);
    fire(outer);
    fire(inner);

    assertTrue(inner.end());
    assertTrue(
        Thread.currentThread().isInterrupted(), "what remains of the outer body is interrupted");
    assertTrue(outer.end());
  }

  @Test
  void innerLimitsEndKeepsTheInterruptOfAnOuterThatIsFiring() {
    TimeLimit outer = armed(null);
    TimeLimit inner = armed(outer);
    fire(inner);
    assertTrue(outer.startFiring(outer.readState()));

    assertTrue(inner.end());

    assertTrue(Thread.currentThread().isInterrupted());
    outer.fire(time);
    outer.finishFiring(time);
    assertTrue(outer.end());
  }

  @Test
  void innerLimitsEndClearsTheBitForAnOuterThatHasNotFired() {
    TimeLimit outer = armed(null);
    TimeLimit inner = armed(outer);
    fire(inner);

    assertTrue(inner.end());

    assertFalse(Thread.currentThread().isInterrupted());
    assertFalse(outer.end());
  }

  @Test
  void innerLimitThatEndsInTimeLeavesTheOutersInterrupt() {
    TimeLimit outer = armed(null);
    TimeLimit inner = armed(outer);
    fire(outer);

    assertFalse(inner.end());

    assertTrue(Thread.currentThread().isInterrupted());
    assertTrue(outer.end());
  }

  @Test
  void outermostLimitThatHasFiredReachesThroughOneThatHasNot() {
    TimeLimit outermost = armed(null);
    TimeLimit middle = armed(outermost);
    TimeLimit inner = armed(middle);
    fire(outermost);
    fire(inner);

    assertTrue(inner.end());
    assertTrue(Thread.currentThread().isInterrupted());
    assertFalse(middle.end());
    assertTrue(Thread.currentThread().isInterrupted());
    assertTrue(outermost.end());
  }

  @Test
  void ownerWaitsUntilTheFiringIsOverAndKeepsAnEarlierInterrupt() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<String> seen = new AtomicReference<>();
    OwnLimit limit = new OwnLimit();
    Thread owner =
        time.start(
            "owner",
            () -> {
              arm(limit, 100);
              limit.armed = true;
              while (!limit.hasFired()) {
                Thread.onSpinWait();
              }
              Thread.currentThread().interrupt();
              boolean fired = limit.end();
              seen.set(fired + " " + over.get() + " " + Thread.interrupted());
            });
    while (!limit.armed) {
      Thread.onSpinWait();
    }
    assertTrue(limit.startFiring(limit.readState()));
    while (owner.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    over.set(true);
    limit.finishFiring(time);
    owner.join();

    assertEquals("true true true", seen.get());
  }

  @Test
  void endedLimitMayBeArmedAgain() {
    OwnLimit limit = new OwnLimit();
    arm(limit, 100);
    fire(limit);
    assertTrue(limit.end());

    arm(limit, 200);

    assertFalse(limit.hasFired());
    assertEquals(200, limit.deadlineNanos());
    assertFalse(limit.end());
    assertEquals(1, limit.fires);
  }

  @Test
  void readingOfAnEarlierArmingCannotFireALaterOne() {
    OwnLimit limit = new OwnLimit();
    arm(limit, 100);
    int earlier = limit.readState();
    limit.end();
    arm(limit, 200);

    assertFalse(limit.startFiring(earlier));

    assertFalse(limit.end());
  }

  @Test
  void armedLimitCannotBeArmed() {
    TimeLimit limit = armed(null);

    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> arm(limit, 200));

    assertEquals(
        "InterruptLimit(armed by '"
            + Thread.currentThread().getName()
            + "') is armed already; end it first",
        refused.getMessage());
    limit.end();
  }

  @Test
  void firedLimitMustBeEndedBeforeItIsArmedAgain() {
    TimeLimit limit = armed(null);
    fire(limit);

    assertThrows(IllegalStateException.class, () -> arm(limit, 200));

    assertTrue(limit.end());
  }

  @Test
  void onlyTheOwnerEndsALimit() throws InterruptedException {
    TimeLimit limit = armed(null);
    AtomicReference<Throwable> refused = new AtomicReference<>();
    Thread other =
        time.start(
            "other", () -> refused.set(assertThrows(IllegalStateException.class, limit::end)));
    other.join();

    assertEquals(
        "InterruptLimit(armed by '"
            + Thread.currentThread().getName()
            + "') can only be ended by the thread that armed it, not by 'other'",
        refused.get().getMessage());
    assertFalse(limit.end());
  }

  @Test
  void limitThatWasNeverArmedCannotBeEnded() {
    TimeLimit limit = new OwnLimit();

    assertThrows(IllegalStateException.class, limit::end);
    assertEquals("OwnLimit(not armed)", limit.toString());
  }

  @Test
  void textNamesThePhase() {
    TimeLimit limit = armed(null);
    String by = " by '" + Thread.currentThread().getName() + "')";

    assertEquals("InterruptLimit(armed" + by, limit.toString());
    assertTrue(limit.startFiring(limit.readState()));
    assertEquals("InterruptLimit(firing" + by, limit.toString());
    limit.fire(time);
    limit.finishFiring(time);
    assertEquals("InterruptLimit(fired" + by, limit.toString());
    limit.end();
    assertEquals("InterruptLimit(ended after it fired" + by, limit.toString());
  }

  private static final class OwnLimit extends TimeLimit {
    int fires;
    volatile boolean armed;

    @Override
    protected void onFire() {
      fires++;
    }
  }
}

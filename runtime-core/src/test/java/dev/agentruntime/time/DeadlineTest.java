package dev.agentruntime.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
  private static final Duration CENTURY = Duration.ofDays(36_500);

  @Test
  void deadlineIsTheTimeoutAfterNow() {
    Deadline deadline = Deadline.after(Duration.ofSeconds(3), new FixedTime(1_000));

    assertEquals(3_000_001_000L, deadline.nanos());
    assertFalse(deadline.isNever());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000, -1_000, Long.MAX_VALUE, Long.MAX_VALUE - 5, Long.MIN_VALUE})
  void deadlineHoldsWhereverTheClockStands(long origin) {
    Deadline deadline = Deadline.afterNanos(10, origin);

    assertFalse(deadline.isExpired(origin));
    assertFalse(deadline.isExpired(origin + 9));
    assertTrue(deadline.isExpired(origin + 10));
    assertTrue(deadline.isExpired(origin + 11));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void timeoutThatIsNotPositiveHasPassedAlready(long timeoutNanos) {
    FixedTime time = new FixedTime(Long.MIN_VALUE + 7);
    Deadline deadline = Deadline.afterNanos(timeoutNanos, time.nanoTime());

    assertTrue(deadline.isExpired(time.nanoTime()));
    assertEquals(Duration.ZERO, deadline.remaining(time));
    time.set(time.nanoTime() + 1_000_000);
    assertEquals(Duration.ZERO, deadline.remaining(time), "and stays passed");
  }

  @Test
  void negativeDurationHasPassedAlready() {
    FixedTime time = new FixedTime(5);

    assertEquals(5, Deadline.after(Duration.ofNanos(-1), time).nanos());
    assertEquals(5, Deadline.after(Duration.ofSeconds(Long.MIN_VALUE), time).nanos());
  }

  @Test
  void longTimeoutsAreCutToACentury() {
    assertEquals(
        CENTURY.toNanos(),
        Deadline.saturatedNanos(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)));
    assertEquals(CENTURY.toNanos(), Deadline.saturatedNanos(CENTURY.plusNanos(1)));
    assertEquals(CENTURY.toNanos(), Deadline.saturatedNanos(CENTURY));
    assertEquals(CENTURY.toNanos() - 1, Deadline.saturatedNanos(CENTURY.minusNanos(1)));
    assertEquals(CENTURY.toNanos(), Deadline.afterNanos(Long.MAX_VALUE, 0).nanos());
  }

  @Test
  void shortDurationsKeepEveryNanosecond() {
    assertEquals(0, Deadline.saturatedNanos(Duration.ZERO));
    assertEquals(1, Deadline.saturatedNanos(Duration.ofNanos(1)));
    assertEquals(0, Deadline.saturatedNanos(Duration.ofNanos(-1)));
    assertEquals(30_000_000_001L, Deadline.saturatedNanos(Duration.ofSeconds(30, 1)));
  }

  @Test
  void longestDeadlineDoesNotLookExpiredOnAClockAboutToOverflow() {
    long now = Long.MAX_VALUE - 3;
    Deadline deadline = Deadline.after(Duration.ofSeconds(Long.MAX_VALUE), new FixedTime(now));

    assertFalse(deadline.isExpired(now));
    assertEquals(CENTURY, deadline.remaining(new FixedTime(now)));
  }

  @Test
  void neverDoesNotExpire() {
    assertSame(Deadline.never(), Deadline.never());
    assertTrue(Deadline.never().isNever());
    for (long now : new long[] {0, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertFalse(Deadline.never().isExpired(now));
      assertEquals(CENTURY, Deadline.never().remaining(new FixedTime(now)));
    }
  }

  @Test
  void neverHasNoPointInTimeAndSaysSo() {
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> Deadline.never().nanos());

    assertEquals(
        "Deadline.never() has no point in time; ask isNever() first", refused.getMessage());
  }

  @Test
  void deadlineAtTheClocksZeroIsNotNever() {
    Deadline zero = Deadline.afterNanos(0, 0);

    assertFalse(zero.isNever());
    assertTrue(zero.isExpired(0));
  }

  @Test
  void remainingCountsDownToZeroAndNotBelow() {
    FixedTime time = new FixedTime(100);
    Deadline deadline = Deadline.afterNanos(50, 100);

    assertEquals(Duration.ofNanos(50), deadline.remaining(time));
    time.set(149);
    assertEquals(Duration.ofNanos(1), deadline.remaining(time));
    time.set(150);
    assertEquals(Duration.ZERO, deadline.remaining(time));
    time.set(10_000);
    assertEquals(Duration.ZERO, deadline.remaining(time));
  }

  @Test
  void earlierOfTwoHoldsWhicheverIsAsked() {
    Deadline soon = Deadline.afterNanos(10, Long.MAX_VALUE);
    Deadline late = Deadline.afterNanos(20, Long.MAX_VALUE);

    assertSame(soon, soon.earlier(late));
    assertSame(soon, late.earlier(soon));
    assertSame(soon, soon.earlier(Deadline.never()));
    assertSame(soon, Deadline.never().earlier(soon));
    assertSame(Deadline.never(), Deadline.never().earlier(Deadline.never()));
  }

  @Test
  void ofTwoEqualDeadlinesTheFirstHolds() {
    Deadline one = Deadline.afterNanos(10, 0);
    Deadline other = Deadline.afterNanos(10, 0);

    assertNotSame(one, other);
    assertSame(one, one.earlier(other));
  }

  @Test
  void textNamesThePoint() {
    assertEquals("Deadline(15 ns)", Deadline.afterNanos(10, 5).toString());
    assertEquals("Deadline.never()", Deadline.never().toString());
  }
}

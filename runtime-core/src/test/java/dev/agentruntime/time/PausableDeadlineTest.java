package dev.agentruntime.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A deadline does not come while its clock is paused, and comes later by as much afterwards. */
class PausableDeadlineTest {
  private static final TimeSource TIME = TimeSource.system();

  private final PausableDeadline deadline = new PausableDeadline(Deadline.afterNanos(100, 0));

  @Test
  void itDoesNotComeDuringAPauseAndLaterByThePauseAfterwards() {
    deadline.pause(40);
    assertTrue(deadline.current().isNever());

    deadline.resume(1_040, TIME);

    assertEquals(1_100, deadline.current().nanos());
    assertEquals(1_000, deadline.pausedNanos());
  }

  @Test
  void overlappingPausesCountOnce() {
    deadline.pause(10);
    deadline.pause(20);
    deadline.resume(30, TIME);
    assertTrue(deadline.current().isNever(), "one pause lasts");

    deadline.resume(50, TIME);

    assertEquals(140, deadline.current().nanos());
  }

  @Test
  void aDeadlineThatHasPassedStaysPassed() {
    deadline.pause(150);
    deadline.resume(400, TIME);

    assertEquals(100, deadline.current().nanos());
    assertTrue(deadline.await(TIME));
  }

  @Test
  void aDeadlineThatNeverComesStillDoesNot() {
    PausableDeadline never = new PausableDeadline(Deadline.never());
    never.pause(1);
    never.resume(2, TIME);

    assertTrue(never.current().isNever());
  }

  @Test
  void nobodyWaitsForADeadlineThatIsNotNeededAnyMore() {
    PausableDeadline never = new PausableDeadline(Deadline.never());
    never.release(TIME);

    assertFalse(never.await(TIME));
  }

  @Test
  void aClockThatRunsCannotBeResumed() {
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> deadline.resume(1, TIME));
    assertEquals("the clock is not paused, so it cannot be resumed", refused.getMessage());
  }
}

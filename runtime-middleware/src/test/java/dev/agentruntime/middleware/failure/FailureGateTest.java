package dev.agentruntime.middleware.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.failure.FailureGate.Pass;
import dev.agentruntime.middleware.failure.FailureGate.Shut;
import dev.agentruntime.middleware.failure.FailureGate.Vote;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The decisions alone: no runtime, no clock. */
class FailureGateTest {
  private static final long COOL_DOWN = 60;

  /** Near the end of what the clock can tell, since only differences of its readings mean much. */
  private long now = Long.MAX_VALUE - 10;

  private final FailureGate gate = new FailureGate(3, COOL_DOWN);

  private int end(Vote vote) {
    return gate.settle(gate.pass(now), vote, now);
  }

  private void shut() {
    for (int i = 0; i < 3; i++) {
      end(Vote.FAILURE);
    }
  }

  @Test
  void failuresInARowShutIt() {
    assertFalse(gate.isInTrouble());
    assertEquals(0, end(Vote.FAILURE));
    assertEquals(0, end(Vote.FAILURE));
    assertNull(gate.peek(now));
    assertEquals(3, end(Vote.FAILURE));
    assertEquals(new Shut(3, COOL_DOWN), gate.peek(now));
    assertEquals(Pass.REFUSED, gate.pass(now));
  }

  @Test
  void aSuccessInBetweenBeginsAnew() {
    for (int i = 0; i < 10; i++) {
      end(Vote.FAILURE);
      end(Vote.FAILURE);
      end(Vote.SUCCESS);
    }
    assertFalse(gate.isInTrouble());
    assertNull(gate.peek(now));
  }

  @Test
  void whatSaysNothingOfTheToolNeitherCountsNorBeginsAnew() {
    end(Vote.FAILURE);
    end(Vote.NONE);
    end(Vote.FAILURE);
    end(Vote.NONE);
    assertEquals(3, end(Vote.FAILURE));
  }

  @Test
  void afterTheCoolDownOneCallMayTry() {
    shut();
    now += COOL_DOWN - 1;
    assertEquals(new Shut(3, 1), gate.peek(now));
    now++;
    assertNull(gate.peek(now));
    assertEquals(Pass.PROBE, gate.pass(now));
    assertEquals(Pass.REFUSED, gate.pass(now));
    assertEquals(new Shut(3, 0), gate.peek(now));
  }

  @Test
  void lookingTakesNothing() {
    shut();
    now += COOL_DOWN;
    for (int i = 0; i < 5; i++) {
      assertNull(gate.peek(now));
    }
    assertEquals(Pass.PROBE, gate.pass(now));
  }

  @Test
  void aProbeThatSucceedsMakesAllWell() {
    shut();
    now += COOL_DOWN;
    end(Vote.SUCCESS);
    assertFalse(gate.isInTrouble());
    assertEquals(Pass.FREE, gate.pass(now));
  }

  @Test
  void aProbeThatFailsShutsItAgainForTheSameTime() {
    shut();
    now += COOL_DOWN;
    assertEquals(4, end(Vote.FAILURE));
    assertEquals(new Shut(4, COOL_DOWN), gate.peek(now));
    now += COOL_DOWN;
    assertEquals(Pass.PROBE, gate.pass(now));
  }

  @Test
  void aProbeThatSaysNothingLeavesItsPlaceToTheNext() {
    shut();
    now += COOL_DOWN;
    for (int i = 0; i < 5; i++) {
      assertEquals(Pass.PROBE, gate.pass(now));
      gate.settle(Pass.PROBE, Vote.NONE, now);
      assertNull(gate.peek(now));
    }
  }

  @ParameterizedTest
  @EnumSource(Vote.class)
  void callsFromBeforeItWasShutChangeNothing(Vote vote) {
    Pass early = gate.pass(now);
    shut();
    gate.settle(early, vote, now + 1);
    assertEquals(new Shut(3, COOL_DOWN), gate.peek(now));
    assertTrue(gate.isInTrouble());
  }

  @Test
  void aLimitOfOneShutsItAtOnce() {
    FailureGate strict = new FailureGate(1, COOL_DOWN);
    assertEquals(1, strict.settle(strict.pass(now), Vote.FAILURE, now));
    assertEquals(Pass.REFUSED, strict.pass(now));
  }
}

package dev.agentruntime.middleware.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.breaker.Circuit.Change;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitTest {
  private static final long SECOND = 1_000_000_000L;

  private Circuit circuit = circuit(5, 5);
  private long now = Long.MAX_VALUE - 10 * SECOND; // the clock's scale has no end

  @Test
  void failuresInARowOpenIt() {
    for (int failure = 1; failure < 5; failure++) {
      assertEquals(Change.NONE, call(Vote.FAILURE));
    }
    assertEquals(Change.OPENED, call(Vote.FAILURE));
    assertEquals(Circuit.REFUSED, admit("other"));
    assertEquals(30 * SECOND, circuit.refusedForNanos(now));
  }

  @Test
  void aSuccessInBetweenBeginsTheCountAnew() {
    for (int round = 0; round < 10; round++) {
      for (int failure = 0; failure < 4; failure++) {
        assertEquals(Change.NONE, call(Vote.FAILURE));
      }
      assertEquals(Change.NONE, call(Vote.SUCCESS));
    }
    assertTrue(circuit.ticketIfClosed() >= 0);
  }

  @Test
  void noVoteNeitherCountsNorBreaksARow() {
    for (int failure = 0; failure < 4; failure++) {
      call(Vote.FAILURE);
      call(Vote.NONE);
    }
    assertEquals(Change.OPENED, call(Vote.FAILURE));
  }

  @Test
  void failuresAmongTheLastVotesOpenIt() {
    circuit = circuit(3, 10);

    assertEquals(Change.NONE, call(Vote.FAILURE));
    for (int success = 0; success < 8; success++) {
      assertEquals(Change.NONE, call(Vote.SUCCESS));
    }
    assertEquals(Change.NONE, call(Vote.FAILURE), "two of the last ten");
    assertEquals(Change.NONE, call(Vote.FAILURE), "the first one is out of the window: two");
    assertEquals(Change.OPENED, call(Vote.FAILURE));
  }

  @Test
  void aFreshCircuitOpensAfterItsFailuresWhateverItsWindow() {
    circuit = circuit(2, 100);

    call(Vote.FAILURE);
    assertEquals(Change.OPENED, call(Vote.FAILURE));
  }

  @Test
  void successesThatNobodyNeedsToTellChangeNothing() {
    long ticket = admit("a");
    assertTrue(circuit.needsNoSuccess(ticket));

    call(Vote.FAILURE);
    for (int success = 0; success < 5; success++) {
      assertTrue(!circuit.needsNoSuccess(admit("a")));
      call(Vote.SUCCESS);
    }
    assertTrue(circuit.needsNoSuccess(admit("a")));
  }

  @Test
  void whoComesBackExactlyWhenToldIsLetThroughAsTheProbe() {
    open();
    now += 30 * SECOND - 1;
    assertEquals(Circuit.REFUSED, admit("early"));
    now += 1;

    assertNotEquals(Circuit.REFUSED, admit("probe"));
    assertEquals(Circuit.REFUSED, admit("second"), "there is one probe at a time");
    assertEquals(0, circuit.refusedForNanos(now));
  }

  @Test
  void aProbeThatAnswersClosesIt() {
    long ticket = probe();

    assertEquals(Change.CLOSED, circuit.vote(ticket, Vote.SUCCESS, now));
    assertTrue(circuit.needsNoSuccess(admit("next")), "it begins anew");
  }

  @Test
  void aProbeThatFailsOpensItForAnotherWhile() {
    long ticket = probe();

    assertEquals(Change.OPENED, circuit.vote(ticket, Vote.FAILURE, now));
    assertEquals(30 * SECOND, circuit.refusedForNanos(now));
  }

  @Test
  void aProbeWithoutAVoteMakesRoomForTheNext() {
    long ticket = probe();

    assertEquals(Change.NONE, circuit.vote(ticket, Vote.NONE, now));
    assertEquals(-1, circuit.refusedForNanos(now));
    long next = admit("next");
    assertEquals(Change.CLOSED, circuit.vote(next, Vote.SUCCESS, now));
  }

  @Test
  void aProbeThatNeverComesBackIsReplaced() {
    long lost = probe();
    now += 30 * SECOND;

    assertEquals(-1, circuit.refusedForNanos(now));
    long next = admit("next");
    assertNotEquals(Circuit.REFUSED, next);
    assertEquals(Circuit.REFUSED, admit("third"));
    assertEquals(Change.NONE, circuit.vote(lost, Vote.FAILURE, now), "its time is over");
    assertEquals(Change.NONE, circuit.vote(lost, Vote.NONE, now));
    assertEquals(Circuit.REFUSED, admit("third"), "it does not make room a second time");
    assertEquals(Change.CLOSED, circuit.vote(next, Vote.SUCCESS, now));
  }

  @Test
  void aCallFromBeforeTheOutageDecidesNothing() {
    long early = admit("early");
    long ticket = probe();

    assertEquals(Change.NONE, circuit.vote(early, Vote.SUCCESS, now), "would close it");
    assertEquals(Change.NONE, circuit.vote(early, Vote.FAILURE, now), "would open it");
    circuit.vote(early, Vote.NONE, now);
    assertEquals(Circuit.REFUSED, admit("second"), "would let a second probe through");
    assertEquals(Change.CLOSED, circuit.vote(ticket, Vote.SUCCESS, now));
  }

  @Test
  void theTimeOutOfTheProbesCallCountsThoughTheProbeHasNotComeBack() {
    long ticket = probe();

    assertEquals(Change.NONE, circuit.timedOut(Circuit.REFUSED, this, "another", now));
    assertEquals(Change.OPENED, circuit.timedOut(Circuit.REFUSED, this, "probe", now));
    assertEquals(Change.NONE, circuit.vote(ticket, Vote.SUCCESS, now));
  }

  @Test
  void theTimeOutOfAProbesCallCountsThoughTheProbeGaveUpItsPlace() {
    long ticket = probe();
    circuit.vote(ticket, Vote.NONE, now);

    assertEquals(Change.OPENED, circuit.timedOut(Circuit.REFUSED, this, "probe", now));
  }

  @Test
  void timeOutsOfCallsCountWhileItIsClosed() {
    for (int failure = 1; failure < 5; failure++) {
      assertEquals(
          Change.NONE, circuit.timedOut(circuit.ticketIfClosed(), this, "c" + failure, now));
    }
    assertEquals(Change.OPENED, circuit.timedOut(circuit.ticketIfClosed(), this, "c5", now));
  }

  @Test
  void trippingOpensItInAnyState() {
    assertEquals(Change.OPENED, circuit.trip(now));
    now += 10 * SECOND;
    assertEquals(Change.NONE, circuit.trip(now));
    assertEquals(30 * SECOND, circuit.refusedForNanos(now), "the while begins anew");
    now += 30 * SECOND;
    admit("probe");
    assertEquals(Change.OPENED, circuit.trip(now));
  }

  private long probe() {
    open();
    now += 30 * SECOND;
    return admit("probe");
  }

  private void open() {
    for (int failure = 0; failure < 5; failure++) {
      call(Vote.FAILURE);
    }
  }

  private Change call(Vote vote) {
    return circuit.vote(admit("call"), vote, now);
  }

  private long admit(String callId) {
    return circuit.admit(this, callId, now);
  }

  private static Circuit circuit(int failures, int ofLast) {
    return new Circuit(
        "search",
        new CircuitTerms(failures, ofLast, Duration.ofSeconds(30), Duration.ofSeconds(1)),
        Clock.fixed(java.time.Instant.EPOCH, java.time.ZoneOffset.UTC));
  }
}

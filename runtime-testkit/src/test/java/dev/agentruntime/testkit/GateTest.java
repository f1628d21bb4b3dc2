package dev.agentruntime.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.Trail;
import dev.agentruntime.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RuntimeExtension.class)
class GateTest {
  private final Gate gate = new Gate();
  private final Trail trail = new Trail();

  @Test
  void nobodyPassesBeforeItIsOpen(VirtualTime time) throws Exception {
    for (int i = 0; i < 3; i++) {
      time.start("waiter-" + i, () -> pass(time));
    }
    gate.awaitArrivals(3, Deadline.never(), time);
    time.settle();
    trail.mark("open");
    gate.open();
    time.settle();
    trail.assertIs("open", "passed", "passed", "passed");
  }

  @Test
  void anOpenGateHoldsNobodyUp(VirtualTime time) throws Exception {
    gate.open();
    gate.pass(time);
    gate.passIgnoringInterrupts(time);
    assertEquals(2, gate.arrivals());
    assertEquals(Duration.ZERO, time.elapsed());
  }

  @Test
  void anInterruptEndsTheWait(VirtualTime time) throws Exception {
    Thread waiter = time.start("waiter", () -> pass(time));
    gate.awaitArrivals(1, Deadline.never(), time);
    time.interrupt(waiter);
    time.join(waiter);
    trail.assertIs("interrupted");
    assertFalse(gate.isOpen());
  }

  @Test
  void anIgnoredInterruptIsStillThereAtTheEnd(TrackedTime time) throws Exception {
    Thread waiter =
        time.start(
            "stubborn",
            () -> {
              gate.passIgnoringInterrupts(time);
              trail.mark("flag " + Thread.currentThread().isInterrupted());
            });
    gate.awaitArrivals(1, soon(time), time);
    time.interrupt(waiter);
    trail.mark("open");
    gate.open();
    time.awaitEnd(Duration.ofSeconds(10));
    trail.assertIs("open", "flag true");
  }

  @Test
  void waitingForArrivalsThatDoNotComeFails(VirtualTime time) {
    AssertionError late =
        assertThrows(
            AssertionError.class,
            () -> gate.awaitArrivals(2, Deadline.after(Duration.ofHours(1), time), time));
    assertEquals("expected 2 arrivals at the gate, had 0 when time was up", late.getMessage());
    assertEquals(Duration.ofHours(1), time.elapsed());
  }

  @Test
  void aTallyWakesWhoWaitsForItsCount(TrackedTime time) throws Exception {
    Tally tally = new Tally();
    time.start("counter", tally::add);
    time.start("counter", tally::add);
    assertTrue(tally.await(2, soon(time), time));
    assertEquals(2, tally.count());
  }

  @Test
  void anInterruptEndsTheWaitForATally(VirtualTime time) {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> new Tally().await(1, Deadline.never(), time));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  private static Deadline soon(TrackedTime time) {
    return Deadline.after(Duration.ofSeconds(10), time);
  }

  private void pass(VirtualTime time) {
    try {
      gate.pass(time);
      trail.mark("passed");
    } catch (InterruptedException _) {
      trail.mark("interrupted");
    }
  }
}

package dev.agentruntime.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.scope.ScopeOptions;
import dev.agentruntime.scope.ScopePolicy;
import dev.agentruntime.scope.TaskScope;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Launched;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each nested class is a test class that does something wrong, run through the launcher; none of
 * them is found by the build.
 */
class RuntimeExtensionTest {
  private static final RunEvent.Origin RUN = new RunEvent.Origin("run-1", "agent", Instant.EPOCH);
  private static final RunEvent.CallRef CALL = new RunEvent.CallRef("call-1", "look", 1, 0);

  private static void assertFailure(Class<?> testClass, String test, String... expected) {
    String failure = Launched.run(testClass).failureOf(test);
    for (String part : expected) {
      assertTrue(failure.contains(part), () -> "expected '" + part + "' in: " + failure);
    }
  }

  static class LeavesThreads {
    static Gate gate = new Gate();
    static final List<Thread> LEFT = new ArrayList<>();

    static Launched launch(String... configuration) {
      gate = new Gate();
      LEFT.clear();
      return Launched.run(LeavesThreads.class, configuration);
    }

    static void release() {
      gate.open();
      LEFT.forEach(TimeSource.system()::awaitEnd);
    }

    @RegisterExtension final RuntimeExtension runtime = RuntimeExtension.withGrace(Duration.ZERO);

    @Test
    void onTheTrackedTime(TrackedTime time) throws Exception {
      LEFT.add(time.start("forgotten-worker", () -> waitInterruptibly(time)));
      awaitParked(LEFT.getLast(), time);
    }

    @Test
    void onTheVirtualTime(VirtualTime time) throws Exception {
      time.start("forgotten-sleeper", () -> waitInterruptibly(time));
      time.settle();
    }

    @Test
    void behindTheTestsBack(TrackedTime tracked) throws Exception {
      TimeSource other = TimeSource.system();
      LEFT.add(other.start("agent/run-1", () -> waitInterruptibly(other)));
      awaitParked(LEFT.getLast(), tracked);
    }

    /** The JVM shows no stack of a virtual thread that is just about to park. */
    private static void awaitParked(Thread thread, TimeSource time) throws InterruptedException {
      while (thread.getState() != Thread.State.WAITING) {
        time.sleep(Duration.ofMillis(1));
      }
    }

    private static void waitInterruptibly(TimeSource time) {
      try {
        gate.pass(time);
      } catch (InterruptedException _) {
        // ends the thread
      }
    }
  }

  @Test
  void aTestThatLeavesAThreadFailsWithItsName() {
    Launched run = LeavesThreads.launch();
    try {
      assertTrue(run.passed().isEmpty());
      String tracked = run.failureOf("onTheTrackedTime");
      assertTrue(
          tracked.contains("test 'onTheTrackedTime(TrackedTime)' left something behind"), tracked);
      assertTrue(tracked.contains("thread 'forgotten-worker' is alive:\n      at "), tracked);
      assertTrue(tracked.contains("Gate.pass"), tracked);
      assertEquals(1, tracked.split("is alive", -1).length - 1, tracked);
      String virtual = run.failureOf("onTheVirtualTime");
      assertTrue(virtual.contains("'forgotten-sleeper' parked without a deadline"), virtual);
      String untracked = run.failureOf("behindTheTestsBack");
      assertTrue(
          untracked.contains(
              "thread 'agent/run-1' is alive, and was not started through the test's time:\n"
                  + "      at "),
          untracked);
    } finally {
      LeavesThreads.release();
    }
  }

  @ExtendWith(RuntimeExtension.class)
  static class LeavesScopesOpen {
    @Test
    void onTheTrackedTime(TrackedTime time) {
      open("tracked-fan", time);
    }

    @Test
    void onTheVirtualTime(VirtualTime time) {
      open("virtual-fan", time);
    }

    @Test
    void closed(TrackedTime time) {
      open("closed-fan", time).close();
    }

    private static TaskScope<Object, List<Object>> open(String name, TimeSource time) {
      return TaskScope.open(ScopePolicy.all(), ScopeOptions.of(name, time));
    }
  }

  @Test
  void aTestThatLeavesAScopeOpenFailsThoughNothingRunsInIt() {
    assertFailure(
        LeavesScopesOpen.class, "onTheTrackedTime", "TaskScope[tracked-fan", "was opened by");
    assertFailure(
        LeavesScopesOpen.class, "onTheVirtualTime", "TaskScope[virtual-fan", "was opened by");
    assertEquals(List.of("closed"), Launched.run(LeavesScopesOpen.class).passed());
  }

  @Test
  void inParallelRunsNoThreadOfAnotherTestIsAccused() {
    // Threads the test's own times have started are found all the same.
    Launched run =
        LeavesThreads.launch(
            "junit.jupiter.execution.parallel.enabled",
            "true",
            "junit.jupiter.execution.parallel.mode.default",
            "same_thread");
    try {
      assertEquals(List.of("behindTheTestsBack"), run.passed());
      assertTrue(run.failureOf("onTheTrackedTime").contains("forgotten-worker"));
    } finally {
      LeavesThreads.release();
    }
  }

  @ExtendWith(RuntimeExtension.class)
  static class EndsInTime {
    @Test
    void waitsForThreadsThatAreAboutToEnd(TrackedTime time) throws Exception {
      Gate gate = new Gate();
      for (int i = 0; i < 20; i++) {
        time.start("quick-" + i, () -> gate.passIgnoringInterrupts(time));
      }
      gate.awaitArrivals(20, Deadline.never(), time);
      gate.open();
    }
  }

  @Test
  void threadsThatHaveDoneTheirWorkMayTakeAMomentToEnd() {
    assertEquals(
        List.of("waitsForThreadsThatAreAboutToEnd"), Launched.run(EndsInTime.class).passed());
  }

  @ExtendWith(RuntimeExtension.class)
  static class ThrowsInThreads {
    @Test
    void onTheTrackedTime(TrackedTime time) {
      time.start("thrower", ThrowsInThreads::fail);
    }

    @Test
    void onTheVirtualTime(VirtualTime time) {
      time.start("thrower", ThrowsInThreads::fail);
    }

    private static void fail() {
      throw new IllegalStateException("nobody catches this");
    }
  }

  @Test
  void anExceptionThatEscapesFromAThreadFailsTheTest() {
    assertFailure(
        ThrowsInThreads.class,
        "onTheTrackedTime",
        "a thread's task threw",
        "suppressed: nobody catches this");
    assertFailure(
        ThrowsInThreads.class,
        "onTheVirtualTime",
        "a task threw",
        "suppressed: nobody catches this");
  }

  @ExtendWith(RuntimeExtension.class)
  static class LeavesEventsOpen {
    @Test
    void anUnansweredCall(EventRecorder events) {
      events.onEvent(new RunEvent.RunStarted(RUN));
      events.onEvent(new RunEvent.ToolCallStarted(RUN, CALL, 2));
    }
  }

  @Test
  void aCallWithoutItsOutcomeFailsTheTest() {
    assertFailure(
        LeavesEventsOpen.class,
        "anUnansweredCall",
        "run run-1: call call-1 of tool 'look' has no outcome",
        "has no RunEnded");
  }

  @ExtendWith(RuntimeExtension.class)
  static class LeavesTheFlagSet {
    @Test
    void interruptsItself() {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFlagLeftSetFailsTheTestAndIsCleared() {
    assertFailure(
        LeavesTheFlagSet.class,
        "interruptsItself",
        "the interrupt flag of the test's thread is set");
    assertFalse(Thread.interrupted());
  }

  @ExtendWith(RuntimeExtension.class)
  static class FailsByItself {
    @Test
    void andLeavesEvents(EventRecorder events) {
      events.onEvent(new RunEvent.RunStarted(RUN));
      throw new AssertionError("the test's own failure");
    }
  }

  @Test
  void whatIsLeftBehindDoesNotHideTheTestsOwnFailure() {
    assertFailure(
        FailsByItself.class,
        "andLeavesEvents",
        "the test's own failure",
        "suppressed: test 'andLeavesEvents");
  }

  @ExtendWith(RuntimeExtension.class)
  static class CleansUp {
    private final Gate gate = new Gate();
    final VirtualTime constructed;
    private VirtualTime before;

    CleansUp(VirtualTime constructed) {
      this.constructed = constructed;
      this.before = constructed;
    }

    @BeforeEach
    void prepare(VirtualTime time) {
      before = time;
    }

    @Test
    void oneOfEachPerTest(
        VirtualTime time, VirtualTime again, EventRecorder events, TrackedTime tracked) {
      assertSame(constructed, time);
      assertSame(before, time);
      assertSame(time, again);
      tracked.start("worker", () -> gate.passIgnoringInterrupts(tracked));
    }

    @AfterEach
    void cleanUp() {
      gate.open();
    }
  }

  @Test
  void theCheckComesAfterTheTestsOwnCleaningUp() {
    Launched run = Launched.run(CleansUp.class);
    assertEquals(List.of("oneOfEachPerTest"), run.passed(), () -> "failed: " + run.failed());
  }

  @ExtendWith(RuntimeExtension.class)
  static class AsksTooEarly {
    @BeforeAll
    static void prepare(VirtualTime time) {}

    @Test
    void neverRuns() {}
  }

  @Test
  void nothingIsHandedOutForMoreThanOneTest() {
    assertFailure(
        AsksTooEarly.class,
        "RuntimeExtensionTest$AsksTooEarly",
        "VirtualTime is made per test and cannot be given to");
  }

  @ExtendWith(RuntimeExtension.class)
  static class Collects {
    static final List<Object> SEEN = new ArrayList<>();

    @Test
    void first(EventRecorder events) {
      SEEN.add(events);
    }

    @Test
    void second(EventRecorder events) {
      SEEN.add(events);
    }
  }

  @Test
  void testsShareNothing() {
    Collects.SEEN.clear();
    assertEquals(2, Launched.run(Collects.class).passed().size());
    assertNotSame(Collects.SEEN.getFirst(), Collects.SEEN.getLast());
  }

  @Test
  void aNegativeGraceIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> RuntimeExtension.withGrace(Duration.ofSeconds(-1)));
    assertEquals("grace must not be negative, was PT-1S", refused.getMessage());
  }
}

package dev.agentruntime.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.context.CurrentRun;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What our scope promises beyond the contract it shares with the JDK's. In virtual time. */
@Timeout(60)
class TaskScopeTest {
  private final VirtualTime time = VirtualTime.auto();
  private final ScopeOptions options = ScopeOptions.of("fan", time);

  @AfterEach
  void nothingIsLeft() {
    time.close();
  }

  @Test
  void threadNamesSayWhoseChildItIs() throws Exception {
    Thread owner = Thread.currentThread();
    String ownerName = owner.getName();
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options)) {
      scope.fork("left", () -> Thread.currentThread().getName());
      scope.fork("right", this::namesOfAGrandchild);
      assertEquals(
          List.of(ownerName + "/fan/left", ownerName + "/fan/right/inner/leaf"), scope.join());
    }
  }

  private String namesOfAGrandchild() throws InterruptedException {
    try (TaskScope<String, String> inner =
        TaskScope.open(ScopePolicy.first(), options.withName("inner"))) {
      inner.fork("leaf", () -> Thread.currentThread().getName());
      return inner.join();
    }
  }

  @Test
  void anOwnerWithoutANameLeavesTheScopesName() throws Exception {
    List<String> names = new ArrayList<>();
    time.join(
        time.start(
            "",
            () -> {
              try (TaskScope<String, String> scope = TaskScope.open(ScopePolicy.first(), options)) {
                scope.fork("child", () -> Thread.currentThread().getName());
                names.add(scope.join());
              } catch (InterruptedException e) {
                names.add(e.toString());
              }
            }));
    assertEquals(List.of("fan/child"), names);
  }

  @Test
  void aChildSeesTheRunThatIsBoundWhereItIsForked() throws Exception {
    try (TaskScope<Optional<String>, List<Optional<String>>> scope =
        TaskScope.open(ScopePolicy.all(), options)) {
      Callable<Optional<String>> runId = () -> RunContext.current().map(RunContext::runId);
      scope.fork("outside", runId);
      CurrentRun.call(new NamedRun("run-1"), () -> scope.fork("inside", runId));
      assertEquals(List.of(Optional.empty(), Optional.of("run-1")), scope.join());
    }
  }

  @Test
  void childrenWaitInTheTimeOfTheirScope() throws Exception {
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options)) {
      scope.fork("slow", sleeping(Duration.ofHours(3), "slow"));
      scope.fork("fast", sleeping(Duration.ofHours(1), "fast"));
      assertEquals(List.of("slow", "fast"), scope.join());
    }
    assertEquals(Duration.ofHours(3), time.elapsed());
  }

  @Test
  void aFailureEndsSleepingSiblingsAtThatMoment() {
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options)) {
      scope.fork("sleeper", sleeping(Duration.ofHours(3), "never"));
      scope.fork(
          "bad",
          () -> {
            time.sleep(Duration.ofMinutes(1));
            throw new IllegalArgumentException("bad");
          });
      ScopeFailedException e = assertThrows(ScopeFailedException.class, scope::join);
      assertEquals(ScopeFailedException.Reason.CHILD_FAILED, e.reason());
      assertEquals("fan", e.scope());
      assertEquals("child 'bad' of scope 'fan' failed", e.getMessage());
      assertInstanceOf(IllegalArgumentException.class, e.getCause());
    }
    assertEquals(Duration.ofMinutes(1), time.elapsed());
  }

  @Test
  void aTimeoutNamesTheScopeAndItsDeadlineAndComesOnTime() throws Exception {
    Deadline deadline = Deadline.after(Duration.ofSeconds(30), time);
    AtomicInteger interrupted = new AtomicInteger();
    try (TaskScope<String, List<String>> scope =
        TaskScope.open(ScopePolicy.all(), options.withDeadline(deadline))) {
      scope.fork("done", () -> "done");
      for (int i = 0; i < 2; i++) {
        scope.fork("sleeper", counting(interrupted, sleeping(Duration.ofHours(1), "never")));
      }
      ScopeTimeoutException e = assertThrows(ScopeTimeoutException.class, scope::join);
      assertEquals(
          "scope 'fan' passed its deadline "
              + deadline
              + " by PT0S, with 2 of 3 children unfinished",
          e.getMessage());
      assertEquals("fan", e.scope());
      assertEquals(2, e.unfinished());
    }
    assertEquals(Duration.ofSeconds(30), time.elapsed());
    assertEquals(2, interrupted.get());
  }

  @Test
  void aTimeoutCarriesTheFailuresOfThoseThatTried() {
    Deadline deadline = Deadline.after(Duration.ofSeconds(30), time);
    try (TaskScope<String, String> scope =
        TaskScope.open(ScopePolicy.first(), options.withDeadline(deadline))) {
      Subtask<String> bad = scope.fork("bad", failing("bad"));
      scope.fork("sleeper", sleeping(Duration.ofHours(1), "never"));
      ScopeTimeoutException e = assertThrows(ScopeTimeoutException.class, scope::join);
      assertEquals(Subtask.State.FAILED, bad.state());
      assertEquals(1, e.getSuppressed().length);
      assertEquals("bad", e.getSuppressed()[0].getMessage());
    }
  }

  @Test
  void whatWasDecidedBeforeTheDeadlineStandsHoweverLateTheJoin() throws Exception {
    Deadline deadline = Deadline.after(Duration.ofSeconds(30), time);
    try (TaskScope<String, String> scope =
        TaskScope.open(ScopePolicy.first(), options.withDeadline(deadline))) {
      scope.fork("winner", () -> "won");
      time.sleep(Duration.ofMinutes(1));
      assertEquals("won", scope.join());
    }
  }

  @Test
  void withoutADecisionAJoinAfterTheDeadlineIsTooLate() throws Exception {
    Deadline deadline = Deadline.after(Duration.ofSeconds(30), time);
    try (TaskScope<String, List<String>> scope =
        TaskScope.open(ScopePolicy.all(), options.withDeadline(deadline))) {
      scope.fork("done", () -> "done");
      time.sleep(Duration.ofMinutes(1));
      ScopeTimeoutException e = assertThrows(ScopeTimeoutException.class, scope::join);
      assertEquals(0, e.unfinished());
    }
  }

  @Test
  void aDeadlineThatIsReachedAtTheLastChildsEndIsNotPassed() throws Exception {
    Deadline deadline = Deadline.after(Duration.ofSeconds(30), time);
    try (TaskScope<String, List<String>> scope =
        TaskScope.open(ScopePolicy.all(), options.withDeadline(deadline))) {
      scope.fork("child", sleeping(Duration.ofSeconds(30).minusNanos(1), "just in time"));
      assertEquals(List.of("just in time"), scope.join());
    }
  }

  @Test
  void aThreadThatCannotBeStartedIsNoChild() throws Exception {
    TimeSource refusing = new RefusingTime(time, "unwanted");
    try (TaskScope<String, List<String>> scope =
        TaskScope.open(ScopePolicy.all(), ScopeOptions.of("fan", refusing))) {
      scope.fork("one", () -> "one");
      assertThrows(
          RejectedExecutionException.class, () -> scope.fork("unwanted", () -> "unwanted"));
      scope.fork("two", () -> "two");
      assertEquals(List.of("one", "two"), scope.join());
    }
    TaskScope<String, List<String>> other =
        TaskScope.open(ScopePolicy.all(), ScopeOptions.of("fan", refusing));
    assertThrows(RejectedExecutionException.class, () -> other.fork("unwanted", () -> "unwanted"));
    other.close(); // nothing was forked, so no join is missing
  }

  @Test
  void misuseIsToldInTermsOfTheScope() throws Exception {
    TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options);
    Subtask<String> child = scope.fork("child", () -> "x");
    assertEquals(
        "scope 'fan' has not been joined",
        assertThrows(IllegalStateException.class, child::get).getMessage());
    scope.join();
    assertEquals(
        "child 'child' of scope 'fan' has no exception, its state is SUCCESS",
        assertThrows(IllegalStateException.class, child::exception).getMessage());
    assertEquals(
        "cannot fork in scope 'fan': it has been joined",
        assertThrows(IllegalStateException.class, () -> scope.fork("x", () -> "x")).getMessage());
    assertEquals("TaskScope[fan, JOINED, 1 children]", scope.toString());
    assertEquals("Subtask[fan/child, SUCCESS]", child.toString());
    scope.close();
    assertEquals(
        "cannot join in scope 'fan': it has been closed",
        assertThrows(IllegalStateException.class, scope::join).getMessage());
  }

  @Test
  void anInterruptOfAnOwnerInCloseIsPassedOnToTheChildren() throws Exception {
    AtomicInteger interrupts = new AtomicInteger();
    Thread owner = Thread.currentThread();
    TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options);
    scope.fork(
        "deaf to the first",
        () -> {
          while (interrupts.get() < 2) {
            time.park(Deadline.never());
            if (Thread.interrupted()) {
              interrupts.incrementAndGet();
            }
          }
          return "ended";
        });
    Thread host =
        time.start(
            "host",
            () -> {
              sleepFor(Duration.ofMinutes(1));
              time.interrupt(owner);
            });
    time.sleep(Duration.ofSeconds(1)); // so that the child has begun
    assertThrows(IllegalStateException.class, scope::close); // not joined
    assertTrue(Thread.interrupted());
    assertEquals(2, interrupts.get());
    assertEquals(Duration.ofMinutes(1), time.elapsed());
    time.join(host);
  }

  @Test
  void aFlagSetBeforeCloseIsNoSecondInterruptForTheChildren() throws Exception {
    AtomicInteger interrupts = new AtomicInteger();
    TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options);
    scope.fork(
        "careful",
        counting(
            interrupts,
            () -> {
              try {
                return sleeping(Duration.ofHours(1), "never").call();
              } catch (InterruptedException e) {
                interrupts.incrementAndGet();
                return sleeping(Duration.ofSeconds(1), "cleaned up").call();
              }
            }));
    time.sleep(Duration.ofSeconds(1)); // so that the child has begun
    time.interrupt(Thread.currentThread());
    assertThrows(IllegalStateException.class, scope::close); // not joined
    assertTrue(Thread.interrupted());
    assertEquals(1, interrupts.get());
    assertEquals(Duration.ofSeconds(2), time.elapsed());
  }

  @Test
  void cancellingFromOutsideEndsAJoinThatNeedsEveryChild() throws Exception {
    TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options);
    Subtask<String> done = scope.fork("done", () -> "done");
    scope.fork("sleeper", sleeping(Duration.ofHours(1), "never"));
    Thread canceller =
        time.start(
            "canceller",
            () -> {
              sleepFor(Duration.ofSeconds(1));
              scope.cancel();
            });
    ScopeFailedException e = assertThrows(ScopeFailedException.class, scope::join);
    assertEquals(ScopeFailedException.Reason.CANCELLED, e.reason());
    assertEquals("scope 'fan' was cancelled with 1 of 2 children unfinished", e.getMessage());
    assertEquals("done", done.get());
    scope.close();
    assertEquals(Duration.ofSeconds(1), time.elapsed());
    assertTrue(scope.isCancelled());
    time.join(canceller);
  }

  @Test
  void cancellingAfterEverythingHasEndedChangesNothing() throws Exception {
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options)) {
      scope.fork("done", () -> "done");
      time.sleep(Duration.ofSeconds(1));
      scope.cancel();
      assertEquals(List.of("done"), scope.join());
    }
  }

  @Test
  void aChildThatCancelsItsScopeIsNotInterruptedItself() throws Exception {
    TaskScope<String, List<ChildResult<String>>> scope =
        TaskScope.open(ScopePolicy.collect(), options);
    scope.fork("sleeper", sleeping(Duration.ofHours(1), "never"));
    Subtask<String> canceller =
        scope.fork(
            "canceller",
            () -> {
              scope.cancel();
              assertFalse(Thread.currentThread().isInterrupted());
              time.sleep(Duration.ofSeconds(1));
              return "late";
            });
    assertEquals(
        List.of(new ChildResult.Unfinished<>(), new ChildResult.Unfinished<>()), scope.join());
    scope.close();
    assertSame(Subtask.State.UNAVAILABLE, canceller.state());
    assertEquals(Duration.ofSeconds(1), time.elapsed());
  }

  @Test
  void anAssertionInsideAnEndedChildStaysAFailureOfThatChild() throws Exception {
    try (TaskScope<Instant, List<ChildResult<Instant>>> scope =
        TaskScope.open(ScopePolicy.collect(), options)) {
      scope.fork("good", time::instant);
      scope.fork(
          "bad",
          () -> {
            throw new AssertionError("bad");
          });
      List<ChildResult<Instant>> results = scope.join();
      assertEquals(new ChildResult.Succeeded<>(time.instant()), results.get(0));
      assertInstanceOf(ChildResult.Failed.class, results.get(1));
    }
  }

  private <T> Callable<T> sleeping(Duration duration, T value) {
    return () -> {
      time.sleep(duration);
      return value;
    };
  }

  private static <T> Callable<T> counting(AtomicInteger interrupts, Callable<T> task) {
    return () -> {
      try {
        return task.call();
      } catch (InterruptedException e) {
        interrupts.incrementAndGet();
        throw e;
      }
    };
  }

  private static Callable<String> failing(String message) {
    return () -> {
      throw new IllegalArgumentException(message);
    };
  }

  private void sleepFor(Duration duration) {
    try {
      time.sleep(duration);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
  }
}

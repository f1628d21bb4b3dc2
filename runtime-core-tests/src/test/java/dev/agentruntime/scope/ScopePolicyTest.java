package dev.agentruntime.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.scope.ScopeFailedException.Reason;
import dev.agentruntime.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When each policy decides, and what its join gives or throws. In virtual time. */
@Timeout(60)
class ScopePolicyTest {
  private final VirtualTime time = VirtualTime.auto();
  private final ScopeOptions options = ScopeOptions.of("fan", time);

  @AfterEach
  void nothingIsLeft() {
    time.close();
  }

  @Test
  void failuresKnownAtTheJoinAreSuppressedByPosition() {
    try (TaskScope<String, String> scope = TaskScope.open(ScopePolicy.first(), options)) {
      scope.fork("a", failing(2, "third in time"));
      scope.fork("b", failing(0, "first in time"));
      scope.fork("c", failing(1, "second in time"));
      ScopeFailedException e = assertThrows(ScopeFailedException.class, scope::join);
      assertEquals(Reason.NONE_SUCCEEDED, e.reason());
      assertEquals("none of the 3 children of scope 'fan' succeeded", e.getMessage());
      assertEquals("first in time", cause(e));
      assertEquals(List.of("third in time", "second in time"), suppressed(e));
    }
  }

  @Test
  void failuresOfChildrenThatEndLaterAreAddedByClose() {
    ScopeFailedException e =
        assertThrows(
            ScopeFailedException.class,
            () -> {
              try (TaskScope<String, List<String>> scope =
                  TaskScope.open(ScopePolicy.all(), options)) {
                scope.fork("consequence", sleeping(3600, "never"));
                scope.fork("clumsy", failingWhenInterrupted("could not clean up"));
                scope.fork("bad", failing(1, "bad"));
                scope.join();
              }
            });
    assertEquals("bad", cause(e));
    // The InterruptedException of the first child only says that it was cancelled.
    assertEquals(List.of("could not clean up"), suppressed(e));
  }

  @Test
  void aThousandFailuresKeepSixteenSuppressed() {
    ScopeFailedException e =
        assertThrows(
            ScopeFailedException.class,
            () -> {
              try (TaskScope<String, String> scope = TaskScope.open(ScopePolicy.first(), options)) {
                for (int i = 0; i < 1_000; i++) {
                  scope.fork("child-" + i, failing(i, "failure " + i));
                }
                scope.join();
              }
            });
    assertEquals("failure 0", cause(e));
    assertEquals(ScopeFailedException.MAX_SUPPRESSED, e.getSuppressed().length);
    assertEquals("failure 1", e.getSuppressed()[0].getMessage());
  }

  @Test
  void theSameExceptionFromTwoChildrenIsNotItsOwnCompanion() {
    IllegalArgumentException shared = new IllegalArgumentException("shared");
    Callable<String> task =
        () -> {
          throw shared;
        };
    try (TaskScope<String, String> scope = TaskScope.open(ScopePolicy.first(), options)) {
      scope.fork("a", task);
      scope.fork("b", task);
      ScopeFailedException e = assertThrows(ScopeFailedException.class, scope::join);
      assertEquals("shared", cause(e));
      assertEquals(List.of(), suppressed(e));
    }
  }

  @Test
  void aRaceWithoutRunnersHasNoWinnerAndNoCause() {
    try (TaskScope<String, String> scope = TaskScope.open(ScopePolicy.first(), options)) {
      ScopeFailedException e = assertThrows(ScopeFailedException.class, scope::join);
      assertEquals(Reason.NONE_SUCCEEDED, e.reason());
      assertNull(e.getCause());
    }
  }

  @Test
  void aRaceIsWonInTimeNotByPosition() throws Exception {
    try (TaskScope<String, String> scope = TaskScope.open(ScopePolicy.first(), options)) {
      scope.fork("tortoise", sleeping(3600, "tortoise"));
      scope.fork("stumbler", failing(1, "stumbled"));
      scope.fork("hare", sleeping(60, "hare"));
      assertEquals("hare", scope.join());
    }
    assertEquals(Duration.ofSeconds(60), time.elapsed());
  }

  @Test
  void aCancelledRaceIsNotALostOne() {
    try (TaskScope<String, String> scope = TaskScope.open(ScopePolicy.first(), options)) {
      scope.fork("stumbler", failing(0, "stumbled"));
      scope.fork("canceller", cancelling(scope, 1));
      ScopeFailedException e = assertThrows(ScopeFailedException.class, scope::join);
      assertEquals(Reason.CANCELLED, e.reason());
      assertEquals("stumbled", cause(e));
    }
  }

  @Test
  void aQuorumEndsTheRestAndKeepsTheOrderOfTheForks() throws Exception {
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.quorum(2), options)) {
      scope.fork("a", sleeping(3, "a"));
      scope.fork("b", sleeping(3600, "b"));
      scope.fork("c", sleeping(1, "c"));
      scope.fork("d", failing(2, "d"));
      assertEquals(List.of("a", "c"), scope.join());
    }
    assertEquals(Duration.ofSeconds(3), time.elapsed());
  }

  @Test
  void aQuorumOutOfReachEndsTheRestAtOnce() {
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.quorum(3), options)) {
      scope.fork("a", sleeping(1, "a"));
      scope.fork("b", failing(2, "b"));
      scope.fork("c", failing(3, "c"));
      scope.fork("d", sleeping(3600, "d"));
      ScopeFailedException e = assertThrows(ScopeFailedException.class, scope::join);
      assertEquals(Reason.QUORUM_UNREACHABLE, e.reason());
      assertEquals(
          "scope 'fan' cannot reach its quorum of 3: 2 of 4 children failed", e.getMessage());
      assertEquals("b", cause(e));
      assertEquals(List.of("c"), suppressed(e));
    }
    assertEquals(Duration.ofSeconds(3), time.elapsed());
  }

  @Test
  void aQuorumOfMoreThanWereForkedFailsAtTheJoin() {
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.quorum(3), options)) {
      scope.fork("a", sleeping(3600, "a"));
      scope.fork("b", sleeping(3600, "b"));
      ScopeFailedException e = assertThrows(ScopeFailedException.class, scope::join);
      assertEquals(Reason.QUORUM_UNREACHABLE, e.reason());
      assertNull(e.getCause());
    }
    assertEquals(Duration.ZERO, time.elapsed());
  }

  @Test
  void failuresBeforeTheJoinDoNotDecideAQuorumThatMayStillGrow() throws Exception {
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.quorum(1), options)) {
      scope.fork("a", failing(0, "a"));
      time.sleep(Duration.ofSeconds(1));
      scope.fork("b", sleeping(1, "b"));
      assertEquals(List.of("b"), scope.join());
    }
  }

  @Test
  void aQuorumReachedBeforeTheJoinIsEnough() throws Exception {
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.quorum(1), options)) {
      scope.fork("a", sleeping(1, "a"));
      scope.fork("b", sleeping(3600, "b"));
      time.sleep(Duration.ofSeconds(2));
      Subtask<String> tooLate = scope.fork("c", sleeping(0, "c"));
      assertEquals(List.of("a"), scope.join());
      assertEquals(Subtask.State.UNAVAILABLE, tooLate.state());
    }
  }

  @Test
  void aCancelledQuorumIsNotAFailedOne() {
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.quorum(1), options)) {
      scope.fork("a", sleeping(3600, "a"));
      scope.fork("canceller", cancelling(scope, 1));
      assertEquals(
          Reason.CANCELLED, assertThrows(ScopeFailedException.class, scope::join).reason());
    }
  }

  @Test
  void aQuorumOfNoneIsRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ScopePolicy.quorum(0));
    assertEquals("quorum must be at least 1, was 0", e.getMessage());
  }

  @Test
  void collectingKeepsEveryOutcomeInItsPlace() throws Exception {
    try (TaskScope<String, List<ChildResult<String>>> scope =
        TaskScope.open(ScopePolicy.collect(), options)) {
      IllegalStateException bad = new IllegalStateException("bad");
      scope.fork("a", sleeping(3, "a"));
      scope.fork(
          "b",
          () -> {
            throw bad;
          });
      scope.fork("c", cancelling(scope, 4));
      scope.fork("d", sleeping(1, "d"));
      scope.fork("e", sleeping(3600, "e"));
      assertEquals(
          List.of(
              new ChildResult.Succeeded<>("a"),
              new ChildResult.Failed<>(bad),
              new ChildResult.Unfinished<>(),
              new ChildResult.Succeeded<>("d"),
              new ChildResult.Unfinished<>()),
          scope.join());
    }
  }

  @Test
  void resultsCannotBeChanged() throws Exception {
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options)) {
      scope.fork("a", sleeping(0, "a"));
      List<String> results = scope.join();
      assertThrows(UnsupportedOperationException.class, () -> results.set(0, "b"));
    }
  }

  private Callable<String> sleeping(long seconds, String value) {
    return () -> {
      time.sleep(Duration.ofSeconds(seconds));
      return value;
    };
  }

  private Callable<String> failing(long seconds, String message) {
    return () -> {
      time.sleep(Duration.ofSeconds(seconds));
      throw new IllegalArgumentException(message);
    };
  }

  private Callable<String> failingWhenInterrupted(String message) {
    return () -> {
      try {
        time.sleep(Duration.ofHours(1));
        return "never";
      } catch (InterruptedException e) {
        throw new IllegalStateException(message, e);
      }
    };
  }

  private Callable<String> cancelling(TaskScope<?, ?> scope, long seconds) {
    return () -> {
      time.sleep(Duration.ofSeconds(seconds));
      scope.cancel();
      return "cancelled";
    };
  }

  private static String cause(Throwable e) {
    return String.valueOf(e.getCause() == null ? null : e.getCause().getMessage());
  }

  private static List<String> suppressed(Throwable e) {
    return Arrays.stream(e.getSuppressed()).map(Throwable::getMessage).toList();
  }
}

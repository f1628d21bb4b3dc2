package dev.agentruntime.scope;

import static dev.agentruntime.scope.Play.bothSay;
import static dev.agentruntime.scope.Play.failing;

import dev.agentruntime.scope.ScopeKind.AnyScope;
import dev.agentruntime.scope.ScopeKind.AnySubtask;
import dev.agentruntime.scope.ScopeKind.Rule;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may do what when: played on our scope and on the JDK's, which must say the same. */
@Timeout(60)
class ScopeRulesContractTest {

  @Test
  void onlyTheOwnerMayForkJoinAndClose() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.ALL)) {
            play.onThread(
                    "stranger",
                    () -> {
                      play.tell("fork", () -> scope.fork(() -> "x"));
                      play.tellJoin(scope);
                      play.tellClose(scope);
                    })
                .await();
            play.tellJoin(scope);
          }
        },
        "fork: WrongThreadException",
        "join: WrongThreadException",
        "close: WrongThreadException",
        "join: []");
  }

  @Test
  void aChildMayNotForkInTheScopeItRunsIn() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.ALL)) {
            scope.fork(() -> scope.fork(() -> "grandchild"));
            play.tellJoin(scope);
          }
        },
        "join: failed, cause WrongThreadException");
  }

  @Test
  void nothingIsForkedOrJoinedAfterTheJoin() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.ALL)) {
            scope.fork(() -> "one");
            play.tellJoin(scope);
            play.tell("fork", () -> scope.fork(() -> "two"));
            play.tellJoin(scope);
          }
        },
        "join: [one]",
        "fork: IllegalStateException",
        "join: IllegalStateException");
  }

  @Test
  void nothingIsForkedOrJoinedAfterClose() throws Exception {
    bothSay(
        play -> {
          AnyScope scope = play.open(Rule.ALL);
          play.tellClose(scope);
          play.tell("fork", () -> scope.fork(() -> "x"));
          play.tellJoin(scope);
          play.tellClose(scope);
        },
        "close: done",
        "fork: IllegalStateException",
        "join: IllegalStateException",
        "close: done");
  }

  @Test
  void aFailedJoinIsAJoin() throws Exception {
    bothSay(
        play -> {
          AnyScope scope = play.open(Rule.ALL);
          scope.fork(failing("boom"));
          play.tellJoin(scope);
          play.tellJoin(scope);
          play.tell("fork", () -> scope.fork(() -> "x"));
          play.tellClose(scope);
        },
        "join: failed, cause boom",
        "join: IllegalStateException",
        "fork: IllegalStateException",
        "close: done");
  }

  @Test
  void closingWithoutAJoinComplainsAfterItHasEndedTheChildren() throws Exception {
    bothSay(
        play -> {
          CountDownLatch begun = new CountDownLatch(1);
          AnyScope scope = play.open(Rule.ALL);
          AnySubtask child = scope.fork(play.blocked(begun));
          begun.await();
          play.tellClose(scope);
          play.say("alive: " + play.threadsAlive());
          play.tellState("child", child);
          play.tellClose(scope);
        },
        "close: IllegalStateException",
        "alive: 0",
        "child: UNAVAILABLE",
        "close: done");
  }

  @Test
  void aScopeWithoutChildrenNeedsNoJoin() throws Exception {
    bothSay(
        play -> {
          AnyScope scope = play.open(Rule.ALL);
          play.tellClose(scope);
          play.say("cancelled: " + scope.isCancelled());
        },
        "close: done",
        "cancelled: true");
  }

  @Test
  void theOwnerReadsNothingBeforeTheJoin() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.COLLECT)) {
            CountDownLatch ended = new CountDownLatch(2);
            AnySubtask good = scope.fork(counted(ended, () -> "good"));
            AnySubtask bad = scope.fork(counted(ended, failing("bad")));
            ended.await();
            play.tell("get", good::get);
            play.tell("exception", bad::exception);
            play.tellJoin(scope);
            play.tell("get", good::get);
            play.tell("exception", () -> bad.exception().getMessage());
          }
        },
        "get: IllegalStateException",
        "exception: IllegalStateException",
        "join: [SUCCESS good, FAILED bad]",
        "get: good",
        "exception: bad");
  }

  @Test
  void anOutcomeIsAValueOrAnExceptionNeverBoth() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.COLLECT)) {
            AnySubtask good = scope.fork(() -> "good");
            AnySubtask bad = scope.fork(failing("bad"));
            play.tellJoin(scope);
            play.tellState("good", good);
            play.tell("exception of good", good::exception);
            play.tellState("bad", bad);
            play.tell("get of bad", bad::get);
          }
        },
        "join: [SUCCESS good, FAILED bad]",
        "good: SUCCESS",
        "exception of good: IllegalStateException",
        "bad: FAILED",
        "get of bad: IllegalStateException");
  }

  @Test
  void anotherThreadMayReadAnOutcomeBeforeTheJoin() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.ALL)) {
            AnySubtask first = scope.fork(() -> "first");
            scope.fork(
                () -> {
                  Play.until(() -> !first.state().equals("UNAVAILABLE"));
                  return first.get() + " seen by the second";
                });
            play.tellJoin(scope);
          }
        },
        "join: [first, first seen by the second]");
  }

  @Test
  void outcomesStayReadableAfterClose() throws Exception {
    bothSay(
        play -> {
          AnyScope scope = play.open(Rule.COLLECT);
          AnySubtask good = scope.fork(() -> "good");
          play.tellJoin(scope);
          play.tellClose(scope);
          play.tell("get", good::get);
        },
        "join: [SUCCESS good]",
        "close: done",
        "get: good");
  }

  @Test
  void aTaskThatIsNullIsRefused() throws Exception {
    bothSay(
        play -> {
          AnyScope scope = play.open(Rule.ALL);
          play.tell("fork", () -> forkNull(scope));
          play.tellClose(scope);
        },
        "fork: NullPointerException",
        "close: done");
  }

  @SuppressWarnings("NullAway") // null is the point
  private static AnySubtask forkNull(AnyScope scope) {
    return scope.fork(null);
  }

  /** Counts down as its last act, which is not yet its end. */
  private static <T> Callable<T> counted(CountDownLatch latch, Callable<T> task) {
    return () -> {
      try {
        return task.call();
      } finally {
        latch.countDown();
      }
    };
  }
}

package dev.agentruntime.scope;

import static dev.agentruntime.scope.Play.bothSay;
import static dev.agentruntime.scope.Play.failing;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.context.CurrentRun;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.scope.ScopeKind.AnyScope;
import dev.agentruntime.scope.ScopeKind.AnySubtask;
import dev.agentruntime.scope.ScopeKind.Rule;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How children end and what they see: played on our scope and on the JDK's, which must say the
 * same.
 */
@Timeout(60)
class ScopeCancellationContractTest {

  @Test
  void aFailureInterruptsTheSiblingsAndCloseWaitsForThem() throws Exception {
    bothSay(
        play -> {
          AnyScope scope = play.open(Rule.ALL);
          CountDownLatch begun = new CountDownLatch(2);
          AnySubtask one = scope.fork(play.blocked(begun));
          scope.fork(play.blocked(begun));
          begun.await();
          AnySubtask bad = scope.fork(failing("boom"));
          play.tellJoin(scope);
          play.say("cancelled: " + scope.isCancelled());
          play.tellClose(scope);
          play.say("alive: " + play.threadsAlive());
          play.tellState("one", one);
          play.tellState("bad", bad);
        },
        "join: failed, cause boom",
        "cancelled: true",
        "close: done",
        "alive: 0",
        "one: UNAVAILABLE",
        "bad: FAILED");
  }

  @Test
  void joinDoesNotWaitForChildrenThatAreOverruledButCloseDoes() throws Exception {
    bothSay(
        play -> {
          CountDownLatch begun = new CountDownLatch(1);
          CountDownLatch interrupted = new CountDownLatch(1);
          CountDownLatch release = new CountDownLatch(1);
          AnyScope scope = play.open(Rule.ALL);
          AnySubtask late = scope.fork(play.stubborn(begun, interrupted, release));
          begun.await();
          scope.fork(failing("boom"));
          play.tellJoin(scope);
          interrupted.await();
          release.countDown();
          play.tellClose(scope);
          play.tellState("late", late);
          play.tell("get", late::get);
          play.say("alive: " + play.threadsAlive());
        },
        "join: failed, cause boom",
        "close: done",
        "late: UNAVAILABLE",
        "get: IllegalStateException",
        "alive: 0");
  }

  @Test
  void aCancelledScopeStartsNoMoreChildren() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.ALL)) {
            scope.fork(failing("boom"));
            Play.until(() -> scope.isCancelled());
            AnySubtask child =
                scope.fork(
                    () -> {
                      play.say("ran in a cancelled scope");
                      return "x";
                    });
            play.tellState("child", child);
            play.tellJoin(scope);
            play.tellState("child", child);
          }
        },
        "child: UNAVAILABLE",
        "join: failed, cause boom",
        "child: UNAVAILABLE");
  }

  @Test
  void anInterruptEndsTheJoinAndCloseThenEndsTheChildren() throws Exception {
    bothSay(
        play -> {
          Thread owner = Thread.currentThread();
          CountDownLatch begun = new CountDownLatch(1);
          AnyScope scope = play.open(Rule.ALL);
          AnySubtask good = scope.fork(() -> "good");
          scope.fork(play.blocked(begun));
          begun.await();
          play.interrupt(owner);
          play.tellJoin(scope);
          play.say("flag: " + Thread.currentThread().isInterrupted());
          play.tell("get", good::get);
          play.tellJoin(scope);
          play.tellClose(scope);
          play.say("alive: " + play.threadsAlive());
          play.say("cancelled: " + scope.isCancelled());
        },
        "join: InterruptedException",
        "flag: false",
        "get: IllegalStateException",
        "join: IllegalStateException",
        "close: done",
        "alive: 0",
        "cancelled: true");
  }

  @Test
  void anInterruptWhileTheOwnerWaitsInJoinIsThrown() throws Exception {
    bothSay(
        play -> {
          Thread owner = Thread.currentThread();
          try (AnyScope scope = play.open(Rule.COLLECT)) {
            CountDownLatch begun = new CountDownLatch(1);
            scope.fork(play.blocked(begun));
            Play.Errand host =
                play.onThread(
                    "host",
                    () -> {
                      begun.await();
                      Play.until(() -> owner.getState() == Thread.State.WAITING);
                      play.interrupt(owner);
                    });
            play.tellJoin(scope);
            host.await();
          }
        },
        "join: InterruptedException");
  }

  @Test
  void anInterruptDoesNotShortenCloseAndIsNotLost() throws Exception {
    bothSay(
        play -> {
          Thread owner = Thread.currentThread();
          CountDownLatch begun = new CountDownLatch(1);
          CountDownLatch interrupted = new CountDownLatch(1);
          CountDownLatch release = new CountDownLatch(1);
          AnyScope scope = play.open(Rule.ALL);
          scope.fork(play.stubborn(begun, interrupted, release));
          begun.await();
          scope.fork(failing("boom"));
          play.tellJoin(scope);
          interrupted.await();
          Play.Errand host =
              play.onThread(
                  "host",
                  () -> {
                    Play.until(() -> owner.getState() == Thread.State.WAITING);
                    play.interrupt(owner);
                    Play.until(() -> !owner.isInterrupted());
                    release.countDown();
                  });
          play.tellClose(scope);
          play.say("flag: " + Thread.interrupted());
          play.say("alive: " + play.threadsAlive());
          host.await();
        },
        "join: failed, cause boom",
        "close: done",
        "flag: true",
        "alive: 0");
  }

  @Test
  void aFlagSetBeforeCloseIsStillSetAfterIt() throws Exception {
    bothSay(
        play -> {
          CountDownLatch begun = new CountDownLatch(1);
          AnyScope scope = play.open(Rule.ALL);
          scope.fork(play.blocked(begun));
          begun.await();
          play.interrupt(Thread.currentThread());
          play.tellClose(scope);
          play.say("flag: " + Thread.interrupted());
          play.say("alive: " + play.threadsAlive());
        },
        "close: IllegalStateException",
        "flag: true",
        "alive: 0");
  }

  @Test
  void aPassedDeadlineEndsTheJoinAndTheChildren() throws Exception {
    bothSay(
        play -> {
          CountDownLatch begun = new CountDownLatch(1);
          AnyScope scope = play.kind.open(Rule.COLLECT, Duration.ofMillis(20));
          AnySubtask blocked = scope.fork(play.blocked(begun));
          play.tellJoin(scope);
          play.say("cancelled: " + scope.isCancelled());
          play.tellJoin(scope);
          play.tellClose(scope);
          play.say("alive: " + play.threadsAlive());
          play.tellState("blocked", blocked);
        },
        "join: timed out",
        "cancelled: true",
        "join: IllegalStateException",
        "close: done",
        "alive: 0",
        "blocked: UNAVAILABLE");
  }

  @Test
  void whatEndedBeforeTheDeadlineCanBeReadAfterClose() throws Exception {
    bothSay(
        play -> {
          AnyScope scope = play.kind.open(Rule.ALL, Duration.ofMillis(20));
          AnySubtask good = scope.fork(() -> "good");
          for (int millis = 40; !endsInTime(good, scope); millis *= 2) {
            closeUnjoined(scope); // this machine needs longer than that to run a child
            scope = play.kind.open(Rule.ALL, Duration.ofMillis(millis));
            good = scope.fork(() -> "good");
          }
          scope.fork(play.blocked(new CountDownLatch(1)));
          play.tellJoin(scope);
          AnySubtask ended = good;
          play.tell("get", ended::get);
          play.tellClose(scope);
          play.tell("get", ended::get);
        },
        "join: timed out",
        "get: IllegalStateException",
        "close: done",
        "get: good");
  }

  private static boolean endsInTime(AnySubtask child, AnyScope scope) {
    Play.until(() -> !child.state().equals("UNAVAILABLE") || scope.isCancelled());
    return child.state().equals("SUCCESS");
  }

  private static void closeUnjoined(AnyScope scope) {
    assertThrows(IllegalStateException.class, scope::close);
  }

  @Test
  void nothingIsStartedAfterTheDeadline() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.kind.open(Rule.ALL, Duration.ofNanos(1))) {
            scope.awaitExpiry();
            AnySubtask child =
                scope.fork(
                    () -> {
                      play.say("ran after the deadline");
                      return "x";
                    });
            play.tellState("child", child);
            play.tellJoin(scope);
          }
        },
        "child: UNAVAILABLE",
        "join: timed out");
  }

  @Test
  void aJoinAfterTheDeadlineTimesOutEvenIfThereIsNothingToWaitFor() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.kind.open(Rule.ALL, Duration.ofNanos(1))) {
            scope.awaitExpiry();
            play.tellJoin(scope);
          }
        },
        "join: timed out");
  }

  @Test
  void aScopeInAScopePassesItsFailureOn() throws Exception {
    bothSay(
        play -> {
          try (AnyScope outer = play.open(Rule.ALL)) {
            outer.fork(
                () -> {
                  try (AnyScope inner = play.open(Rule.ALL)) {
                    inner.fork(failing("deep"));
                    return inner.join();
                  }
                });
            play.tellJoin(outer);
          }
        },
        "join: failed, cause failed, cause deep");
  }

  @Test
  void cancellingReachesTheScopesOfChildren() throws Exception {
    bothSay(
        play -> {
          CountDownLatch begun = new CountDownLatch(2);
          AnyScope outer = play.open(Rule.ALL);
          outer.fork(
              () -> {
                try (AnyScope inner = play.open(Rule.ALL)) {
                  inner.fork(play.blocked(begun));
                  inner.fork(play.blocked(begun));
                  return inner.join();
                }
              });
          begun.await();
          outer.fork(failing("boom"));
          play.tellJoin(outer);
          play.tellClose(outer);
          play.say("alive: " + play.threadsAlive());
        },
        "join: failed, cause boom",
        "close: done",
        "alive: 0");
  }

  @Test
  void childrenAndTheirChildrenSeeTheRunOfTheirOwner() throws Exception {
    bothSay(
        play ->
            CurrentRun.call(
                new NamedRun("run-7"),
                () -> {
                  try (AnyScope outer = play.open(Rule.ALL)) {
                    outer.fork(() -> RunContext.current().orElseThrow().runId());
                    outer.fork(
                        () -> {
                          try (AnyScope inner = play.open(Rule.ALL)) {
                            inner.fork(() -> RunContext.current().orElseThrow().runId());
                            return inner.join();
                          }
                        });
                    play.tellJoin(outer);
                  }
                  return null;
                }),
        "join: [run-7, [run-7]]");
  }

  @Test
  void outsideARunChildrenSeeNone() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.ALL)) {
            scope.fork(() -> RunContext.current().isPresent());
            play.tellJoin(scope);
          }
        },
        "join: [false]");
  }
}

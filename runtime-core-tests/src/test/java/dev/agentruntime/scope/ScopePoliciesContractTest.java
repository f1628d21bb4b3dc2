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

/** What a join gives: played on our scope and on the JDK's, which must say the same. */
@Timeout(60)
class ScopePoliciesContractTest {

  @Test
  void resultsComeByPositionOfTheForkNotInOrderOfCompletion() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.ALL)) {
            CountDownLatch secondEnded = new CountDownLatch(1);
            CountDownLatch thirdEnded = new CountDownLatch(1);
            scope.fork(after(secondEnded, "first"));
            scope.fork(
                () -> {
                  thirdEnded.await();
                  secondEnded.countDown();
                  return "second";
                });
            scope.fork(
                () -> {
                  thirdEnded.countDown();
                  return "third";
                });
            play.tellJoin(scope);
          }
        },
        "join: [first, second, third]");
  }

  @Test
  void nothingForkedIsAnEmptyResult() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.ALL)) {
            play.tellJoin(scope);
          }
          try (AnyScope scope = play.open(Rule.COLLECT)) {
            play.tellJoin(scope);
          }
        },
        "join: []",
        "join: []");
  }

  @Test
  void aTaskMayReturnNull() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.ALL)) {
            AnySubtask child = scope.fork(() -> null);
            play.tellJoin(scope);
            play.tellState("child", child);
            play.tell("get", child::get);
          }
          try (AnyScope scope = play.open(Rule.FIRST)) {
            scope.fork(() -> null);
            play.tellJoin(scope);
          }
        },
        "join: [null]",
        "child: SUCCESS",
        "get: null",
        "join: null");
  }

  @Test
  void theFirstFailureInTimeIsTheCause() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.ALL)) {
            CountDownLatch begun = new CountDownLatch(1);
            scope.fork(
                () -> {
                  try {
                    return play.blocked(begun).call();
                  } catch (InterruptedException e) {
                    throw new Play.Boom("failed because it was interrupted");
                  }
                });
            begun.await();
            scope.fork(failing("failed first"));
            play.tellJoin(scope);
          }
        },
        "join: failed, cause failed first");
  }

  @Test
  void anErrorOrARuntimeExceptionIsAFailureLikeAnyOther() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.ALL)) {
            scope.fork(
                () -> {
                  throw new StackOverflowError();
                });
            play.tellJoin(scope);
          }
          try (AnyScope scope = play.open(Rule.ALL)) {
            scope.fork(
                () -> {
                  throw new UnsupportedOperationException();
                });
            play.tellJoin(scope);
          }
        },
        "join: failed, cause StackOverflowError",
        "join: failed, cause UnsupportedOperationException");
  }

  @Test
  void theFirstChildOfABatchIsGuardedLikeTheOthers() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.COLLECT)) {
            scope.fork(failing("one"));
            scope.fork(failing("two"));
            play.tellJoin(scope);
          }
        },
        "join: [FAILED one, FAILED two]");
  }

  @Test
  void oneFailureDoesNotDropTheOtherResultsOfACollectingScope() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.COLLECT)) {
            scope.fork(() -> "one");
            scope.fork(failing("two"));
            scope.fork(() -> "three");
            play.tellJoin(scope);
            play.say("cancelled: " + scope.isCancelled());
          }
        },
        "join: [SUCCESS one, FAILED two, SUCCESS three]",
        "cancelled: false");
  }

  @Test
  void theFirstSuccessWinsAndEndsTheRest() throws Exception {
    bothSay(
        play -> {
          AnyScope scope = play.open(Rule.FIRST);
          CountDownLatch begun = new CountDownLatch(1);
          AnySubtask loser = scope.fork(play.blocked(begun));
          begun.await();
          scope.fork(() -> "winner");
          play.tellJoin(scope);
          play.say("cancelled: " + scope.isCancelled());
          play.tellClose(scope);
          play.tellState("loser", loser);
          play.say("alive: " + play.threadsAlive());
        },
        "join: winner",
        "cancelled: true",
        "close: done",
        "loser: UNAVAILABLE",
        "alive: 0");
  }

  @Test
  void aFailureDoesNotStopARaceThatAnotherMayWin() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.FIRST)) {
            AnySubtask failed = scope.fork(failing("stumbled"));
            scope.fork(
                () -> {
                  Play.until(() -> !failed.state().equals("UNAVAILABLE"));
                  return "winner";
                });
            play.tellJoin(scope);
          }
        },
        "join: winner");
  }

  @Test
  void aRaceNobodyWinsFailsWithTheFirstFailure() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.FIRST)) {
            AnySubtask first = scope.fork(failing("one"));
            scope.fork(
                () -> {
                  Play.until(() -> !first.state().equals("UNAVAILABLE"));
                  throw new Play.Boom("two");
                });
            play.tellJoin(scope);
          }
        },
        "join: failed, cause one");
  }

  @Test
  void aQuorumIsEnoughAndEndsTheRest() throws Exception {
    bothSay(
        play -> {
          AnyScope scope = play.open(Rule.QUORUM_OF_TWO);
          CountDownLatch begun = new CountDownLatch(1);
          scope.fork(play.blocked(begun));
          begun.await();
          scope.fork(() -> "second");
          scope.fork(failing("third"));
          scope.fork(() -> "fourth");
          play.tellJoin(scope);
          play.tellClose(scope);
          play.say("alive: " + play.threadsAlive());
        },
        "join: [second, fourth]",
        "close: done",
        "alive: 0");
  }

  @Test
  void aQuorumThatIsNotReachedFails() throws Exception {
    bothSay(
        play -> {
          try (AnyScope scope = play.open(Rule.QUORUM_OF_TWO)) {
            scope.fork(() -> "one");
            scope.fork(failing("two"));
            play.tellJoin(scope);
          }
        },
        "join: failed, cause two");
  }

  private static Callable<String> after(CountDownLatch latch, String value) {
    return () -> {
      latch.await();
      return value;
    };
  }
}

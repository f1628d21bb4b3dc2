package dev.agentruntime.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.scope.ScopeFailedException.Reason;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Races between forking, ending, cancelling, interrupting and closing, many times over, in real and
 * in virtual time. Bounded in rounds, never in time; seeded, as far as threads allow.
 */
@Timeout(300)
class TaskScopeStressTest {
  private static final int ROUNDS = 2_000;

  @ParameterizedTest
  @EnumSource
  void oneFailureAmongAThousandInterruptsAndEndsAllOthers(Clock clock) {
    try (Clock.Rig rig = clock.rig()) {
      for (int round = 0; round < 10; round++) {
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        CountDownLatch begun = new CountDownLatch(1_000);
        AtomicInteger interrupted = new AtomicInteger();
        AtomicInteger running = new AtomicInteger();
        TaskScope<String, List<String>> scope = open(ScopePolicy.all(), rig.time());
        for (int i = 0; i < 1_000; i++) {
          Callable<String> body = i == 500 ? failingOnceAllHaveBegun(begun) : parked(rig.time());
          scope.fork(
              "child-" + i,
              () -> {
                threads.add(Thread.currentThread());
                running.incrementAndGet();
                begun.countDown();
                try {
                  return body.call();
                } catch (InterruptedException e) {
                  interrupted.incrementAndGet();
                  throw e;
                } finally {
                  running.decrementAndGet();
                }
              });
        }
        ScopeFailedException e = assertThrows(ScopeFailedException.class, scope::join);
        scope.close();
        assertEquals("the one", causeOf(e).getMessage());
        assertEquals(0, e.getSuppressed().length);
        assertEquals(999, interrupted.get());
        assertEquals(0, running.get());
        assertEquals(1_000, threads.size());
        assertTrue(threads.stream().noneMatch(Thread::isAlive));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLastChildAlwaysWakesTheOwner(Clock clock) throws Exception {
    try (Clock.Rig rig = clock.rig()) {
      for (int round = 0; round < 10 * ROUNDS; round++) {
        int n = round % 5;
        try (TaskScope<Integer, List<Integer>> scope = open(ScopePolicy.all(), rig.time())) {
          for (int i = 0; i < n; i++) {
            int value = i;
            scope.fork("child", () -> value);
          }
          assertEquals(n, scope.join().size());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancellingAtAnyMomentLeavesAWholeResultOrNone(Clock clock) throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    int cancelled = 0;
    try (Clock.Rig rig = clock.rig()) {
      for (int round = 0; round < ROUNDS; round++) {
        CountDownLatch go = new CountDownLatch(1);
        int patience = random.nextInt(2_000);
        TaskScope<String, List<String>> scope = open(ScopePolicy.all(), rig.time());
        rig.time().start("canceller", () -> cancelAfter(go, patience, scope));
        AtomicInteger running = new AtomicInteger();
        boolean late = round % 10 == 0; // now and then for certain, however slow the machine is
        for (int i = 0; i < 4; i++) {
          scope.fork("child", i == 3 && !late ? gone(go, "x") : counted(running, () -> "x"));
        }
        try {
          assertEquals(List.of("x", "x", "x", "x"), scope.join());
          go.countDown();
        } catch (ScopeFailedException e) {
          assertEquals(Reason.CANCELLED, e.reason());
          cancelled++;
        }
        scope.close();
        assertEquals(0, running.get());
      }
    }
    assertTrue(cancelled < ROUNDS, "every round was cancelled: nothing was tried");
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptOfTheOwnerInAnyPhaseIsSeenExactlyOnce(Clock clock) {
    SplittableRandom random = new SplittableRandom(2);
    int thrown = 0;
    try (Clock.Rig rig = clock.rig()) {
      Thread owner = Thread.currentThread();
      for (int round = 0; round < ROUNDS; round++) {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        int patience = random.nextInt(3_000);
        rig.time().start("host", () -> interruptAfter(go, patience, rig.time(), owner, done));
        boolean seen = false;
        try (TaskScope<String, List<String>> scope = open(ScopePolicy.all(), rig.time())) {
          boolean late = round % 10 == 0; // now and then for certain, however slow the machine is
          if (!late) {
            go.countDown();
          }
          for (int i = 0; i < 4; i++) {
            scope.fork("child", () -> "x");
          }
          assertEquals(4, scope.join().size());
          go.countDown();
        } catch (InterruptedException e) {
          seen = true;
          thrown++;
        }
        while (done.getCount() > 0) {
          Thread.onSpinWait(); // the flag may be set, and has to stay
        }
        assertEquals(!seen, Thread.interrupted(), "interrupt lost or doubled in round " + round);
      }
    }
    assertTrue(thrown < ROUNDS, "every join was interrupted: only one phase was tried");
  }

  @ParameterizedTest
  @EnumSource
  void aQuorumHoldsWhateverTheOrderOfEnds(Clock clock) throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    try (Clock.Rig rig = clock.rig()) {
      for (int round = 0; round < ROUNDS; round++) {
        int children = 1 + random.nextInt(6);
        int needed = 1 + random.nextInt(children);
        int good = random.nextInt(children + 1);
        List<Boolean> succeeds = shuffled(random, children, good);
        TaskScope<Integer, List<Integer>> scope = open(ScopePolicy.quorum(needed), rig.time());
        for (int i = 0; i < children; i++) {
          int value = i;
          scope.fork("child", succeeds.get(i) ? () -> value : failing());
        }
        if (good >= needed) {
          List<Integer> result = scope.join();
          assertEquals(needed, result.size());
          assertEquals(result.stream().sorted().distinct().toList(), result);
          assertTrue(result.stream().allMatch(succeeds::get));
        } else {
          ScopeFailedException e = assertThrows(ScopeFailedException.class, scope::join);
          assertEquals(Reason.QUORUM_UNREACHABLE, e.reason());
        }
        scope.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRaceHasOneWinnerAndEndsTheLosers(Clock clock) throws Exception {
    try (Clock.Rig rig = clock.rig()) {
      for (int round = 0; round < ROUNDS; round++) {
        AtomicInteger running = new AtomicInteger();
        TaskScope<Integer, Integer> scope = open(ScopePolicy.first(), rig.time());
        scope.fork("failed", failing());
        scope.fork("a", counted(running, () -> 1));
        scope.fork("b", counted(running, () -> 2));
        scope.fork("loser", counted(running, parked(rig.time())));
        int winner = scope.join();
        scope.close();
        assertTrue(winner == 1 || winner == 2);
        assertEquals(0, running.get());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailureDeepInATreeEndsTheTree(Clock clock) {
    try (Clock.Rig rig = clock.rig()) {
      for (int round = 0; round < 50; round++) {
        CountDownLatch begun = new CountDownLatch(64);
        AtomicInteger running = new AtomicInteger();
        TaskScope<Object, List<Object>> root = open(ScopePolicy.all(), rig.time());
        for (int i = 0; i < 8; i++) {
          int branch = i;
          root.fork("branch", () -> branch(rig.time(), branch == 5, begun, running));
        }
        ScopeFailedException e = assertThrows(ScopeFailedException.class, root::join);
        root.close();
        assertEquals(ScopeFailedException.class, causeOf(e).getClass());
        assertEquals(0, running.get());
      }
    }
  }

  private static Object branch(
      TimeSource time, boolean fatal, CountDownLatch begun, AtomicInteger running)
      throws InterruptedException {
    try (TaskScope<String, List<String>> scope = open(ScopePolicy.all(), time)) {
      for (int i = 0; i < 8; i++) {
        Callable<String> leaf = fatal && i == 3 ? failingOnceAllHaveBegun(begun) : parked(time);
        scope.fork(
            "leaf",
            counted(
                running,
                () -> {
                  begun.countDown();
                  return leaf.call();
                }));
      }
      return scope.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChildEndsInItsGraceOrIsOnRecordNeverBothNeverNeither(Clock clock) throws Exception {
    SplittableRandom random = new SplittableRandom(4);
    StragglerRegistry registry = new StragglerRegistry();
    StragglerPolicy policy = new StragglerPolicy(Duration.ofNanos(20_000), registry);
    int abandonedInAll = 0;
    AtomicInteger callbacks = new AtomicInteger();
    try (Clock.Rig rig = clock.rig()) {
      for (int round = 0; round < ROUNDS; round++) {
        CountDownLatch begun = new CountDownLatch(3);
        TaskScope<String, List<String>> scope = open(ScopePolicy.all(), rig.time());
        for (int i = 0; i < 3; i++) {
          Duration deafFor = Duration.ofNanos(random.nextInt(40_000));
          scope.fork(
              "deaf",
              () -> {
                begun.countDown();
                Deaf.sleep(rig.time(), deafFor);
                return "x";
              });
        }
        begun.await();
        List<AbandonedTask> abandoned = scope.closeWithin(policy);
        abandoned.forEach(task -> task.onEnd(callbacks::incrementAndGet));
        abandonedInAll += abandoned.size();
      }
      awaitNobody(rig.time(), registry);
    }
    assertEquals(abandonedInAll, registry.total());
    assertEquals(abandonedInAll, callbacks.get());
  }

  @ParameterizedTest
  @EnumSource
  void aDeadlineThatMeetsTheLastChildGivesAResultOrATimeout(Clock clock) throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    int inTime = 0;
    try (Clock.Rig rig = clock.rig()) {
      for (int round = 0; round < ROUNDS / 4; round++) {
        Duration length = Duration.ofNanos(random.nextInt(100_000));
        Deadline deadline = Deadline.after(Duration.ofNanos(50_000), rig.time());
        AtomicInteger running = new AtomicInteger();
        TaskScope<String, List<String>> scope =
            TaskScope.open(
                ScopePolicy.all(), ScopeOptions.of("stress", rig.time()).withDeadline(deadline));
        scope.fork("quick", counted(running, () -> "x"));
        scope.fork(
            "timed",
            counted(
                running,
                () -> {
                  rig.time().sleep(length);
                  return "x";
                }));
        try {
          assertEquals(List.of("x", "x"), scope.join());
          inTime++;
        } catch (ScopeTimeoutException e) {
          assertTrue(deadline.isExpired(rig.time().nanoTime()));
        }
        scope.close();
        assertEquals(0, running.get());
      }
    }
    assertFalse(inTime == ROUNDS / 4, "no round ever met its deadline");
  }

  private static Throwable causeOf(Throwable e) {
    return Objects.requireNonNull(e.getCause(), "cause");
  }

  private static <T, R> TaskScope<T, R> open(ScopePolicy<T, R> policy, TimeSource time) {
    return TaskScope.open(policy, ScopeOptions.of("stress", time));
  }

  private static void cancelAfter(CountDownLatch go, int patience, TaskScope<?, ?> scope) {
    spin(go, patience);
    scope.cancel();
  }

  private static void interruptAfter(
      CountDownLatch go, int patience, TimeSource time, Thread owner, CountDownLatch done) {
    spin(go, patience);
    time.interrupt(owner);
    done.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
  }

  private static void spin(CountDownLatch go, int patience) {
    awaitQuietly(go);
    for (int i = 0; i < patience; i++) {
      Thread.onSpinWait();
    }
  }

  private static <T> Callable<T> gone(CountDownLatch go, T value) {
    return () -> {
      go.countDown();
      return value;
    };
  }

  private static <T> Callable<T> counted(AtomicInteger running, Callable<T> task) {
    return () -> {
      running.incrementAndGet();
      try {
        return task.call();
      } finally {
        running.decrementAndGet();
      }
    };
  }

  private static <T> Callable<T> parked(TimeSource time) {
    return () -> {
      time.sleep(Duration.ofDays(1));
      throw new AssertionError("a day has passed");
    };
  }

  private static <T> Callable<T> failing() {
    return () -> {
      throw new IllegalStateException("failed");
    };
  }

  private static Callable<String> failingOnceAllHaveBegun(CountDownLatch begun) {
    return () -> {
      begun.await();
      throw new IllegalStateException("the one");
    };
  }

  private static List<Boolean> shuffled(SplittableRandom random, int size, int good) {
    List<Boolean> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(random.nextInt(list.size() + 1), i < good);
    }
    return list;
  }

  private static void awaitNobody(TimeSource time, StragglerRegistry registry)
      throws InterruptedException {
    while (registry.aliveCount() > 0) {
      time.sleep(Duration.ofMillis(1));
    }
  }
}

package dev.agentruntime.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leaving children behind, and keeping account of them. In virtual time. */
@Timeout(60)
class StragglerTest {
  private final VirtualTime time = VirtualTime.auto();
  private final ScopeOptions options = ScopeOptions.of("fan", time);
  private final StragglerRegistry registry = new StragglerRegistry(2);
  private final StragglerPolicy twoSeconds = StragglerPolicy.of(registry);
  private final List<String> trail = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void nothingIsLeft() {
    time.close();
  }

  @Test
  void childrenThatEndWithinTheGraceAreNotLeftBehind() throws Exception {
    TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options);
    scope.fork("polite", sleeping(3600));
    scope.fork("slow", deaf(2));
    time.sleep(Duration.ofSeconds(1)); // so that they have begun
    assertEquals(List.of(), scope.closeWithin(twoSeconds));
    assertEquals(Duration.ofSeconds(2), time.elapsed());
    assertEquals(0, registry.total());
  }

  @Test
  void aChildThatOutlivesTheGraceIsLeftBehindAndOnRecordUntilItEnds() throws Exception {
    TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options);
    scope.fork("polite", sleeping(3600));
    Subtask<String> child = scope.fork("deaf", deaf(60));
    time.sleep(Duration.ofSeconds(10));
    Instant closing = time.instant();
    List<AbandonedTask> abandoned = scope.closeWithin(twoSeconds);

    assertEquals(Duration.ofSeconds(12), time.elapsed());
    AbandonedTask task = abandoned.getFirst();
    assertEquals(List.of(task), registry.alive());
    assertEquals("deaf", task.name());
    assertEquals("fan", task.scope());
    assertEquals(closing.plusSeconds(2), task.since());
    assertTrue(task.thread().getName().endsWith("/fan/deaf"));
    assertTrue(task.thread().isAlive());
    assertFalse(task.hasEnded());
    assertEquals(Subtask.State.UNAVAILABLE, child.state());
    assertEquals("AbandonedTask[fan/deaf, since " + task.since() + ", alive]", task.toString());

    time.join(task.thread());
    assertEquals(Duration.ofSeconds(60), time.elapsed());
    assertTrue(task.hasEnded());
    assertEquals(List.of(), registry.alive());
    assertEquals(1, registry.total());
    assertEquals(Subtask.State.UNAVAILABLE, child.state());
  }

  @Test
  void thoseLeftBehindAreListedByPosition() throws Exception {
    TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options);
    scope.fork("a", deaf(60));
    scope.fork("b", sleeping(60));
    scope.fork("c", deaf(30));
    time.sleep(Duration.ofSeconds(1)); // so that they have begun
    List<AbandonedTask> abandoned = scope.closeWithin(twoSeconds);
    assertEquals(List.of("a", "c"), abandoned.stream().map(AbandonedTask::name).toList());
    for (AbandonedTask task : abandoned) {
      time.join(task.thread());
    }
  }

  @Test
  void withoutAGraceAChildIsLeftBehindAtOnce() throws Exception {
    TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options);
    scope.fork("deaf", deaf(60));
    time.sleep(Duration.ofSeconds(1)); // so that it has begun
    List<AbandonedTask> abandoned = scope.closeWithin(new StragglerPolicy(Duration.ZERO, registry));
    assertEquals(1, abandoned.size());
    assertEquals(Duration.ofSeconds(1), time.elapsed());
    time.join(abandoned.getFirst().thread());
  }

  @Test
  void afterAJoinThatNeededAllThereIsNobodyToWaitFor() throws Exception {
    TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options);
    scope.fork("a", sleeping(1));
    assertEquals(List.of("slept"), scope.join());
    assertEquals(List.of(), scope.closeWithin(twoSeconds));
    assertFalse(scope.isCancelled());
    scope.close();
    assertEquals(List.of(), scope.closeWithin(twoSeconds));
    assertEquals(Duration.ofSeconds(1), time.elapsed());
  }

  @Test
  void onlyTheOwnerMayLeaveChildrenBehind() throws Exception {
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options)) {
      Thread stranger =
          time.start(
              "stranger",
              () -> assertThrows(WrongThreadException.class, () -> scope.closeWithin(twoSeconds)));
      time.join(stranger);
    }
  }

  @Test
  void anInterruptDoesNotCutTheGraceShortAndIsNotLost() throws Exception {
    Thread owner = Thread.currentThread();
    TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options);
    scope.fork("slow", deaf(3));
    time.sleep(Duration.ofSeconds(1)); // so that it has begun
    Thread host =
        time.start(
            "host",
            () -> {
              Deaf.sleep(time, Duration.ofSeconds(1));
              time.interrupt(owner);
            });
    assertEquals(
        List.of(), scope.closeWithin(new StragglerPolicy(Duration.ofSeconds(3), registry)));
    assertTrue(Thread.interrupted());
    assertEquals(Duration.ofSeconds(3), time.elapsed());
    time.join(host);
  }

  @Test
  void thePlainCloseWaitsHoweverLong() throws Exception {
    TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options);
    scope.fork("deaf", deaf(86_400));
    time.sleep(Duration.ofSeconds(1)); // so that it has begun
    assertThrows(IllegalStateException.class, scope::close); // not joined
    assertEquals(Duration.ofDays(1), time.elapsed());
  }

  @Test
  void aPermitCanBeKeptUntilItsHolderIsReallyGone() throws Exception {
    AbandonedTask task = abandon(deaf(60));
    task.onEnd(() -> trail.add("permit back on " + Thread.currentThread().getName()));
    task.onEnd(
        () -> {
          throw new UnsupportedOperationException("a callback with a defect");
        });
    task.onEnd(() -> trail.add("last"));
    assertEquals(List.of(), trail);
    time.join(task.thread());
    assertEquals(List.of("permit back on " + task.thread().getName(), "last"), trail);
    task.onEnd(() -> trail.add("told at once"));
    assertEquals("told at once", trail.getLast());
  }

  @Test
  void theRecordSaysWhenThereAreTooMany() throws Exception {
    assertTrue(registry.hasRoom());
    AbandonedTask first = abandon(deaf(60));
    assertTrue(registry.hasRoom());
    AbandonedTask second = abandon(deaf(60));
    assertFalse(registry.hasRoom());
    assertEquals(List.of(first, second), registry.alive());
    assertEquals(2, registry.aliveCount());
    assertEquals("StragglerRegistry[2 alive of 2 abandoned, cap 2]", registry.toString());
    time.join(first.thread());
    assertTrue(registry.hasRoom());
    time.join(second.thread());
    assertEquals(0, registry.aliveCount());
    assertEquals(2, registry.total());
  }

  @Test
  void senselessLimitsAreRefused() {
    assertEquals(
        "cap on abandoned tasks must be at least 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> new StragglerRegistry(0)).getMessage());
    assertEquals(
        "grace must not be negative, was PT-1S",
        assertThrows(
                IllegalArgumentException.class,
                () -> new StragglerPolicy(Duration.ofSeconds(-1), registry))
            .getMessage());
    assertEquals(StragglerRegistry.DEFAULT_CAP, new StragglerRegistry().cap());
    assertSame(StragglerPolicy.DEFAULT_GRACE, twoSeconds.grace());
  }

  private AbandonedTask abandon(Callable<String> body) throws InterruptedException {
    TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options);
    scope.fork("deaf", body);
    time.sleep(Duration.ofSeconds(1)); // so that it has begun
    return scope.closeWithin(new StragglerPolicy(Duration.ZERO, registry)).getFirst();
  }

  private Callable<String> deaf(long seconds) {
    return () -> {
      Deaf.sleep(time, Duration.ofSeconds(seconds));
      return "deaf";
    };
  }

  private Callable<String> sleeping(long seconds) {
    return () -> {
      time.sleep(Duration.ofSeconds(seconds));
      return "slept";
    };
  }
}

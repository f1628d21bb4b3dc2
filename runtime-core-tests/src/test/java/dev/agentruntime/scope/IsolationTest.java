package dev.agentruntime.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.context.CurrentRun;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One body on a thread of its own: every way it and its caller can end. In virtual time. */
@Timeout(60)
class IsolationTest {
  private final VirtualTime time = VirtualTime.auto();
  private final StragglerRegistry registry = new StragglerRegistry();
  private final Isolation isolation =
      Isolation.of("tools", time, new StragglerPolicy(Duration.ofSeconds(4), registry));
  private final List<AbandonedTask> told = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    time.close();
  }

  @Test
  void aBodyThatReturnsInTimeHasReturned() throws Exception {
    assertEquals(
        new IsolatedResult.Returned<>("done"), isolation.call("tool", in(10), sleeping(9, "done")));
    assertEquals(Duration.ofSeconds(9), time.elapsed());
  }

  @Test
  void aBodyMayReturnNull() throws Exception {
    Callable<@Nullable String> body = () -> null;
    assertEquals(
        new IsolatedResult.Returned<@Nullable String>(null),
        isolation.<@Nullable String>call("tool", Deadline.never(), body));
  }

  @Test
  void whateverABodyThrowsIsItsEnd() throws Exception {
    IOException failure = new IOException("no such host");
    assertEquals(
        new IsolatedResult.Threw<>(failure), isolation.call("tool", in(10), thrower(failure)));
    StackOverflowError error = new StackOverflowError();
    assertEquals(new IsolatedResult.Threw<>(error), isolation.call("tool", in(10), thrower(error)));
    InterruptedException own = new InterruptedException("its own");
    assertEquals(new IsolatedResult.Threw<>(own), isolation.call("tool", in(10), thrower(own)));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void aLateBodyIsInterruptedAndItsEndIsKnown() throws Exception {
    IsolatedResult<String> result = isolation.call("tool", in(10), sleeping(60, "never"));
    IsolatedResult.EndedLate<?> late = assertInstanceOf(IsolatedResult.EndedLate.class, result);
    IsolatedResult.Threw<?> end = assertInstanceOf(IsolatedResult.Threw.class, late.end());
    assertInstanceOf(InterruptedException.class, end.exception());
    assertEquals(Duration.ofSeconds(10), time.elapsed());
    assertEquals(0, registry.total());
  }

  @Test
  void aBodyThatFinishesItsWorkWithinTheGraceIsStillTooLate() throws Exception {
    assertEquals(
        new IsolatedResult.EndedLate<>(new IsolatedResult.Returned<>("done late")),
        isolation.call("tool", in(10), deaf(11, "done late")));
    assertEquals(Duration.ofSeconds(11), time.elapsed());
  }

  @Test
  void aBodyThatOutlivesTheGraceIsAbandonedAndOnRecord() throws Exception {
    IsolatedResult<String> result =
        isolation.call("tool", in(10), deaf(3600, "never seen"), told::add);
    AbandonedTask task = assertInstanceOf(IsolatedResult.Abandoned.class, result).task();
    assertEquals(Duration.ofSeconds(14), time.elapsed());
    assertEquals(List.of(task), registry.alive());
    assertEquals(List.of(task), told);
    assertEquals("tools", task.scope());
    assertEquals("tool", task.name());
    time.join(task.thread());
    assertEquals(0, registry.aliveCount());
  }

  @Test
  void afterTheDeadlineNothingIsStarted() throws Exception {
    Deadline passed = in(1);
    time.sleep(Duration.ofSeconds(1));
    List<String> trail = new ArrayList<>();
    assertEquals(
        new IsolatedResult.NotStarted<>(), isolation.call("tool", passed, () -> trail.add("ran")));
    assertEquals(List.of(), trail);
  }

  @Test
  void anInterruptOfTheCallerEndsTheBodyFirst() {
    List<String> trail = new ArrayList<>();
    interruptCallerAfter(5);
    assertThrows(
        InterruptedException.class,
        () ->
            isolation.call(
                "tool",
                in(60),
                () -> {
                  try {
                    time.sleep(Duration.ofHours(1));
                  } catch (InterruptedException e) {
                    trail.add("interrupted");
                    Deaf.sleep(time, Duration.ofSeconds(1));
                    trail.add("cleaned up");
                  }
                  return "late";
                },
                told::add));
    assertEquals(List.of("interrupted", "cleaned up"), trail);
    assertEquals(Duration.ofSeconds(6), time.elapsed());
    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(List.of(), told);
  }

  @Test
  void aBodyThatIsDeafToTheCallersInterruptIsAbandonedAndTold() throws Exception {
    interruptCallerAfter(5);
    assertThrows(
        InterruptedException.class,
        () -> isolation.call("tool", in(60), deaf(3600, "never seen"), told::add));
    assertEquals(Duration.ofSeconds(9), time.elapsed());
    assertEquals(registry.alive(), told);
    time.join(told.getFirst().thread());
  }

  @Test
  void anInterruptWhileALateBodyIsWaitedForLeavesTheFlagAndTheAnswer() throws Exception {
    interruptCallerAfter(11);
    assertEquals(
        new IsolatedResult.EndedLate<>(new IsolatedResult.Returned<>("late")),
        isolation.call("tool", in(10), deaf(12, "late")));
    assertTrue(Thread.interrupted());
  }

  @Test
  void anInterruptThatCameBeforeIsSeenWithoutLosingTheBody() {
    time.interrupt(Thread.currentThread());
    List<String> trail = new ArrayList<>();
    assertThrows(
        InterruptedException.class,
        () ->
            isolation.call(
                "tool",
                in(60),
                () -> {
                  try {
                    time.sleep(Duration.ofHours(1));
                  } finally {
                    trail.add("ended");
                  }
                  return "never";
                }));
    // The body may have been stopped before it began; if it began, it has ended.
    assertTrue(trail.isEmpty() || trail.equals(List.of("ended")));
    assertEquals(Duration.ZERO, time.elapsed());
  }

  @Test
  void theBodySeesTheCallersRunAndCarriedContext() throws Exception {
    List<String> trail = new ArrayList<>();
    Isolation carrying =
        isolation.withCarriers(
            List.of(
                () ->
                    work -> {
                      trail.add("in");
                      work.run();
                      trail.add("out");
                    }));
    IsolatedResult<String> result =
        CurrentRun.call(
            new NamedRun("run-1"),
            () ->
                carrying.call(
                    "tool",
                    Deadline.never(),
                    () ->
                        RunContext.current().orElseThrow().runId()
                            + " on "
                            + Thread.currentThread().getName()));
    assertEquals(
        new IsolatedResult.Returned<>(
            "run-1 on " + Thread.currentThread().getName() + "/tools/tool"),
        result);
    assertEquals(List.of("in", "out"), trail);
  }

  private void interruptCallerAfter(long seconds) {
    Thread caller = Thread.currentThread();
    time.start(
        "host",
        () -> {
          Deaf.sleep(time, Duration.ofSeconds(seconds));
          time.interrupt(caller);
        });
  }

  private Deadline in(long seconds) {
    return Deadline.after(Duration.ofSeconds(seconds), time);
  }

  private Callable<String> sleeping(long seconds, String value) {
    return () -> {
      time.sleep(Duration.ofSeconds(seconds));
      return value;
    };
  }

  private Callable<String> deaf(long seconds, String value) {
    return () -> {
      Deaf.sleep(time, Duration.ofSeconds(seconds));
      return value;
    };
  }

  private static Callable<String> thrower(Throwable thrown) {
    return () -> {
      switch (thrown) {
        case Exception e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(thrown);
      }
    };
  }
}

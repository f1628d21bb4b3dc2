package dev.agentruntime.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.Watchdog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A scope whose deadline a watchdog keeps. In virtual time. */
@Timeout(60)
class ScopeWatchdogTest {
  private final VirtualTime time = VirtualTime.auto();
  private final Watchdog watchdog = new Watchdog("watchdog", time);
  private final ScopeOptions options = ScopeOptions.of("fan", time).withWatchdog(watchdog);

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, watchdog.stats().armed());
    watchdog.close();
    time.close();
  }

  @Test
  void theDeadlineEndsJoinAndChildrenOnTime() {
    TaskScope<String, List<String>> scope = open(10);
    scope.fork("sleeper", sleeping(3600));
    ScopeTimeoutException e = assertThrows(ScopeTimeoutException.class, scope::join);
    assertEquals(1, e.unfinished());
    scope.close();
    assertFalse(time.elapsed().minusSeconds(10).isNegative());
    assertTrue(time.elapsed().minusSeconds(11).isNegative());
  }

  @Test
  void childrenAreCancelledAtTheDeadlineHoweverBusyTheOwner() throws Exception {
    TaskScope<String, List<String>> scope = open(10);
    Subtask<String> sleeper = scope.fork("sleeper", sleeping(30));
    time.sleep(Duration.ofSeconds(60));
    assertTrue(scope.isCancelled());
    Subtask<String> late = scope.fork("late", sleeping(0));
    assertThrows(ScopeTimeoutException.class, scope::join);
    scope.close();
    assertSame(Subtask.State.UNAVAILABLE, sleeper.state());
    assertSame(Subtask.State.UNAVAILABLE, late.state());
    assertEquals(Duration.ofSeconds(60), time.elapsed());
  }

  @Test
  void whatIsDecidedBeforeTheDeadlineStands() throws Exception {
    try (TaskScope<String, String> scope =
        TaskScope.open(ScopePolicy.first(), options.withDeadline(in(10)))) {
      scope.fork("winner", sleeping(5));
      scope.fork("loser", sleeping(3600));
      time.sleep(Duration.ofSeconds(60));
      assertEquals("slept", scope.join());
    }
  }

  @Test
  void aScopeThatEndsInTimeLeavesNothingArmed() throws Exception {
    for (int i = 0; i < 3; i++) {
      TaskScope<String, List<String>> scope = open(10);
      scope.fork("child", sleeping(1));
      assertEquals(1, watchdog.stats().armed());
      if (i < 2) {
        scope.join();
        assertEquals(0, watchdog.stats().armed());
      }
      if (i == 2) {
        assertThrows(IllegalStateException.class, scope::close); // not joined
      } else {
        scope.close();
      }
    }
    assertEquals(0, watchdog.stats().fired());
  }

  @Test
  void withoutADeadlineNothingIsArmed() throws Exception {
    try (TaskScope<String, List<String>> scope = TaskScope.open(ScopePolicy.all(), options)) {
      scope.fork("child", sleeping(1));
      assertEquals(0, watchdog.stats().armed());
      scope.join();
    }
  }

  @Test
  void aClosedWatchdogRefusesTheForkRatherThanTheDeadline() {
    watchdog.close();
    TaskScope<String, List<String>> scope = open(10);
    assertThrows(IllegalStateException.class, () -> scope.fork("child", sleeping(1)));
    scope.close();
  }

  @Test
  void anIsolatedBodyIsLimitedToo() throws Exception {
    Isolation isolation =
        Isolation.of("tools", time, StragglerPolicy.of(new StragglerRegistry()))
            .withWatchdog(watchdog);
    assertEquals(
        new IsolatedResult.Returned<>("slept"), isolation.call("tool", in(10), sleeping(5)));
    IsolatedResult<String> late = isolation.call("tool", in(10), sleeping(3600));
    assertInstanceOf(IsolatedResult.EndedLate.class, late);
    assertTrue(time.elapsed().minusSeconds(16).isNegative());
  }

  private TaskScope<String, List<String>> open(long seconds) {
    return TaskScope.open(ScopePolicy.all(), options.withDeadline(in(seconds)));
  }

  private Deadline in(long seconds) {
    return Deadline.after(Duration.ofSeconds(seconds), time);
  }

  private Callable<String> sleeping(long seconds) {
    return () -> {
      time.sleep(Duration.ofSeconds(seconds));
      return "slept";
    };
  }
}

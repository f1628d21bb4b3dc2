package dev.agentruntime.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.context.ContextCarrier;
import dev.agentruntime.context.CurrentRun;
import dev.agentruntime.context.RunContext;
import dev.agentruntime.testkit.time.VirtualTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the host's carriers can rely on, and what a scope makes of carriers that break their
 * contract.
 */
@Timeout(60)
class CarriedContextTest {
  private static final ThreadLocal<@Nullable String> MDC = new ThreadLocal<>();

  private final VirtualTime time = VirtualTime.auto();
  private final List<String> trail = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void nothingIsLeft() {
    time.close();
    MDC.remove();
  }

  @Test
  void aThreadLocalIsCapturedAtTheForkAndGoneAfterTheWork() throws Exception {
    ContextCarrier mdc =
        () -> {
          String captured = MDC.get();
          return work -> {
            MDC.set(captured);
            try {
              work.run();
            } finally {
              MDC.remove();
            }
          };
        };
    try (TaskScope<@Nullable String, List<@Nullable String>> scope = open(mdc)) {
      MDC.set("first");
      scope.fork("one", MDC::get);
      MDC.set("second");
      scope.fork("two", MDC::get);
      MDC.remove();
      scope.fork("three", () -> String.valueOf(MDC.get()));
      assertEquals(List.of("first", "second", "null"), scope.join());
    }
  }

  @Test
  void theFirstCarrierIsOutermostAndAllAreInsideTheChildsThread() throws Exception {
    try (TaskScope<String, List<String>> scope = open(noting("outer"), noting("inner"))) {
      scope.fork(
          "child",
          () -> {
            trail.add("work");
            return "done";
          });
      scope.join();
    }
    String child = Thread.currentThread().getName() + "/fan/child";
    assertEquals(
        List.of(
            "outer in " + child,
            "inner in " + child,
            "work",
            "inner out " + child,
            "outer out " + child),
        trail);
  }

  @Test
  void theRunIsBoundInsideTheCarriers() throws Exception {
    CurrentRun.call(
        new NamedRun("run-1"),
        () -> {
          try (TaskScope<String, List<String>> scope = open(noting("carrier"))) {
            scope.fork("child", () -> RunContext.current().orElseThrow().runId());
            assertEquals(List.of("run-1"), scope.join());
          }
          return null;
        });
  }

  @Test
  void aCaptureThatThrowsIsAForkThatThrows() throws Exception {
    ContextCarrier broken =
        new ContextCarrier() {
          @Override
          public Snapshot capture() {
            throw new UnsupportedOperationException("no capture");
          }
        };
    try (TaskScope<String, List<String>> scope = open(broken)) {
      assertThrows(UnsupportedOperationException.class, () -> scope.fork("child", () -> "x"));
      assertEquals(List.of(), scope.join());
    }
  }

  @Test
  @SuppressWarnings("NullAway") // null is the point
  void aCaptureOfNullIsAForkThatThrows() throws Exception {
    ContextCarrier empty = () -> null;
    try (TaskScope<String, List<String>> scope = open(empty)) {
      NullPointerException e =
          assertThrows(NullPointerException.class, () -> scope.fork("child", () -> "x"));
      assertEquals("context carrier " + empty + " captured null", e.getMessage());
    }
  }

  @Test
  void workThatACarrierLeavesOutFailsInsteadOfRunningWithoutItsContext() throws Exception {
    ContextCarrier lazy = () -> work -> {};
    IllegalStateException e = failureOfAChildWith(lazy);
    assertEquals(
        "context carrier " + lazy + " did not run the work of child 'child'", e.getMessage());
    assertNull(e.getCause());
    assertEquals(List.of(), trail);
  }

  @Test
  void aCarrierThatThrowsBeforeTheWorkFailsTheChild() throws Exception {
    UnsupportedOperationException refused = new UnsupportedOperationException("refused");
    IllegalStateException e =
        failureOfAChildWith(
            () ->
                work -> {
                  throw refused;
                });
    assertEquals(refused, e.getCause());
    assertEquals(List.of(), trail);
  }

  @Test
  void aCarrierThatThrowsAfterTheWorkDoesNotLoseItsResult() throws Exception {
    assertEquals(
        List.of("done"),
        resultsWith(
            work -> {
              work.run();
              throw new UnsupportedOperationException("after the work");
            }));
  }

  @Test
  void workRunsOnceHoweverOftenACarrierAsks() throws Exception {
    assertEquals(
        List.of("done"),
        resultsWith(
            work -> {
              work.run();
              work.run();
            }));
    assertEquals(List.of("work"), trail);
  }

  @Test
  void workRunsOnNoOtherThreadThanTheChilds() throws Exception {
    IllegalStateException e =
        failureOfAChildWith(
            () ->
                work -> {
                  Thread other =
                      time.start(
                          "other", () -> assertThrows(IllegalStateException.class, work::run));
                  try {
                    time.join(other);
                  } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                  }
                });
    assertEquals(List.of(), trail);
    assertNull(e.getCause());
  }

  private List<String> resultsWith(ContextCarrier.Snapshot snapshot) throws Exception {
    try (TaskScope<String, List<String>> scope = open(() -> snapshot)) {
      scope.fork(
          "child",
          () -> {
            trail.add("work");
            return "done";
          });
      return scope.join();
    }
  }

  private IllegalStateException failureOfAChildWith(ContextCarrier carrier) throws Exception {
    try (TaskScope<String, List<String>> scope = open(carrier)) {
      scope.fork(
          "child",
          () -> {
            trail.add("work");
            return "done";
          });
      ScopeFailedException e = assertThrows(ScopeFailedException.class, scope::join);
      return assertInstanceOf(IllegalStateException.class, e.getCause());
    }
  }

  private ContextCarrier noting(String name) {
    UnaryOperator<String> line = act -> name + act + Thread.currentThread().getName();
    return () ->
        work -> {
          trail.add(line.apply(" in "));
          work.run();
          trail.add(line.apply(" out "));
        };
  }

  private <T extends @Nullable Object> TaskScope<T, List<T>> open(ContextCarrier... carriers) {
    return TaskScope.open(
        ScopePolicy.all(), ScopeOptions.of("fan", time).withCarriers(List.of(carriers)));
  }
}

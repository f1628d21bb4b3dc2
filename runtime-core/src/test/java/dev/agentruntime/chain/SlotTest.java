package dev.agentruntime.chain;

import static dev.agentruntime.chain.Chains.chain;
import static dev.agentruntime.chain.Chains.identity;
import static dev.agentruntime.chain.Chains.link;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** State lives in the scope a layer declared, and nowhere wider. */
class SlotTest {
  private final RuntimeServices services = new FakeServices().get();
  private final LayerBinding echo = new LayerBinding(Chains.tool("echo"), "layer", services);
  private final LayerBinding other = new LayerBinding(Chains.tool("other"), "layer", services);
  private final LayerBinding otherLayer =
      new LayerBinding(Chains.tool("echo"), "another-layer", services);

  @Test
  void callStateIsSharedByAllAttemptsOfOneCallOnly() throws InterruptedException {
    Slot<AtomicInteger> counter = echo.perTool(StateScope.CALL, "count", AtomicInteger::new);
    List<Integer> counts = new ArrayList<>();
    ToolMiddleware counting =
        (call, next) -> {
          counts.add(counter.get(call).incrementAndGet());
          return next.handle(call);
        };
    ToolMiddleware twice =
        (call, next) -> {
          next.handle(call);
          return next.handle(call.nextAttempt());
        };
    ToolChain chain =
        chain(
            link(Anchor.RETRY, "retry", twice, LinkTrait.PROCEEDS_AGAIN),
            link(Anchor.BREAKER, "counting", counting));
    FakeRun run = new FakeRun();

    chain.run(run, identity("c1"), ToolArguments.empty());
    chain.run(run, identity("c2"), ToolArguments.empty());

    assertEquals(List.of(1, 2, 1, 2), counts);
  }

  @Test
  void lookingForStateMakesNone() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    List<String> seen = new ArrayList<>();
    for (StateScope scope : StateScope.values()) {
      Slot<Integer> slot = echo.shared(scope, "looked-for", made::incrementAndGet);
      ToolMiddleware looking =
          (call, next) -> {
            seen.add(slot.getOrNull(call) + " then " + slot.get(call) + slot.getOrNull(call));
            return next.handle(call);
          };
      chain(link(Anchor.LOOP, "looking", looking))
          .run(new FakeRun(), identity("c1"), ToolArguments.empty());
    }

    assertEquals(
        List.of("null then 11", "null then 22", "null then 33", "null then 44", "null then 55"),
        seen);
  }

  @Test
  void runStateIsSharedByTheCallsOfOneRunOnly() {
    Slot<Object> slot = echo.shared(StateScope.RUN, "state", Object::new);
    FakeRun one = new FakeRun();

    assertSame(slot.get(one), slot.get(one));
    assertNotSame(slot.get(one), slot.get(new FakeRun()));
  }

  @ParameterizedTest
  @EnumSource(names = {"SESSION", "TENANT", "RUNTIME"})
  void widerStateIsSharedByTheRunsOfOneScopeOnly(StateScope scope) {
    Slot<Object> slot = echo.shared(scope, "state", Object::new);
    FakeRun one = new FakeRun();
    FakeRun together = new FakeRun().sharing(one, scope);

    assertSame(slot.get(one), slot.get(together));
    assertNotSame(slot.get(one), slot.get(new FakeRun()));
    for (StateScope wider : List.of(StateScope.SESSION, StateScope.TENANT, StateScope.RUNTIME)) {
      if (wider != scope) {
        Slot<Object> elsewhere = echo.shared(wider, "state", Object::new);
        assertNotSame(
            elsewhere.get(one),
            elsewhere.get(together),
            () -> scope + " must not reach into " + wider);
      }
    }
  }

  @Test
  void sharedStateIsOneForAllTools() {
    FakeRun run = new FakeRun();

    assertSame(
        echo.shared(StateScope.RUN, "state", Object::new).get(run),
        other.shared(StateScope.RUN, "state", Object::new).get(run));
  }

  @Test
  void stateOfAToolIsItsOwn() {
    FakeRun run = new FakeRun();

    assertNotSame(
        echo.perTool(StateScope.RUN, "state", Object::new).get(run),
        other.perTool(StateScope.RUN, "state", Object::new).get(run));
    assertNotSame(
        echo.perTool(StateScope.RUN, "state", Object::new).get(run),
        echo.shared(StateScope.RUN, "state", Object::new).get(run));
  }

  @Test
  void layersAndNamesDoNotMix() {
    FakeRun run = new FakeRun();

    assertNotSame(
        echo.shared(StateScope.RUN, "a", Object::new).get(run),
        echo.shared(StateScope.RUN, "b", Object::new).get(run));
    assertNotSame(
        echo.shared(StateScope.RUN, "a", Object::new).get(run),
        otherLayer.shared(StateScope.RUN, "a", Object::new).get(run));
  }

  @Test
  void bindingAgainTakesNoFurtherRoom() {
    Slot<Object> first = echo.perTool(StateScope.RUNTIME, "state", Object::new);

    assertSame(first, echo.perTool(StateScope.RUNTIME, "state", Object::new));
    assertSame(
        first,
        new LayerBinding(Chains.tool("echo"), "layer", services)
            .perTool(StateScope.RUNTIME, "state", Object::new));
  }

  @Test
  void inventingToolNamesForEverIsRefusedByName() {
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> {
              for (int i = 0; i <= 100_000; i++) {
                new LayerBinding(Chains.tool("t" + i), "layer", services)
                    .perTool(StateScope.RUN, "s", Object::new);
              }
            });

    assertEquals(
        "layer 'layer' asked for state 's' of tool 't100000', but the runtime has 100000 slots"
            + " already; does a tool provider make up new tool names for each run?",
        refused.getMessage());
  }

  @Test
  void callStateIsNotReachedThroughARun() {
    Slot<Object> slot = echo.shared(StateScope.CALL, "state", Object::new);

    assertThrows(IllegalStateException.class, () -> slot.get(new FakeRun()));
  }

  @Test
  void anInitialStateOfNullIsRefused() {
    Slot<Object> slot = echo.shared(StateScope.RUN, "state", SlotTest::nothing);

    assertThrows(IllegalStateException.class, () -> slot.get(new FakeRun()));
  }

  @Test
  void makingAStateMayLookAtOtherState() {
    Slot<Object> wanted = echo.shared(StateScope.RUN, "wanted", Object::new);
    List<Slot<Object>> others = new ArrayList<>();
    FakeRun run = new FakeRun();
    Slot<Object> looking =
        echo.shared(
            StateScope.RUN,
            "looking",
            () -> {
              others.forEach(slot -> slot.get(run));
              return wanted.get(run);
            });
    for (int i = 0; i < 20; i++) {
      others.add(echo.shared(StateScope.RUN, "other-" + i, Object::new));
    }

    Object first = looking.get(run);

    assertSame(first, wanted.get(run));
    assertSame(
        first, looking.get(run), "what was made is kept, though the box grew while it was made");
  }

  @Test
  void manyThreadsGetOneState() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    for (int round = 0; round < 200; round++) {
      Slot<Object> slot =
          echo.shared(StateScope.RUNTIME, "race-" + round, () -> "state " + made.incrementAndGet());
      FakeRun run = new FakeRun();
      Set<Object> seen =
          Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
      CountDownLatch go = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        threads.add(
            TimeSource.system()
                .start(
                    "racer",
                    () -> {
                      awaitQuietly(go);
                      seen.add(slot.get(run));
                    }));
      }
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(1, seen.size());
    }
    assertEquals(200, made.get());
  }

  @SuppressWarnings("NullAway") // the fault under test
  private static Object nothing() {
    return null;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCallReachesTheStateOfItsRun() throws InterruptedException {
    Slot<AtomicInteger> counter = echo.shared(StateScope.RUN, "count", AtomicInteger::new);
    FakeRun run = new FakeRun();
    ToolChain chain =
        chain(
            call -> {
              counter.get(call).incrementAndGet();
              return ToolOutcome.success("done");
            });

    chain.run(run, identity("c1"), ToolArguments.empty());
    chain.run(run, identity("c2"), ToolArguments.empty());

    assertEquals(2, counter.get(run).get());
  }
}

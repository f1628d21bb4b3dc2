package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import org.junit.jupiter.api.Test;

/** guard(link(tool)) */
class PanicRecoveryTest {
  private static final String CANARY = "canary-4111-1111";

  private final FakeTool tool = FakeTool.answering("search", "two hits");

  @Test
  void aDefectInALinkEndsAsOneOutcomeThatNamesTheLink() throws InterruptedException {
    IllegalStateException defect = new IllegalStateException(CANARY);
    HarnessRun run = guarded(throwing(defect)).newRun();

    ToolOutcome outcome = run.call("{}");

    assertEquals(new ToolOutcome.Internal("incident-1", "broken", defect), outcome);
    assertEquals(0, tool.invocations().size());
  }

  @Test
  void theModelIsToldAnIncidentAndNothingElse() throws InterruptedException {
    ToolOutcome outcome = guarded(throwing(new IllegalStateException(CANARY))).call("{}");

    assertEquals(
        "The call failed because of a defect outside the tool (incident incident-1). Do not repeat"
            + " it.",
        outcome.textForModel());
    assertFalse(outcome.toString().contains(CANARY), outcome::toString);
  }

  @Test
  void aBrokenContractNamesWhoBrokeIt() throws InterruptedException {
    ToolMiddleware twice =
        (call, next) -> {
          next.handle(call);
          return next.handle(call);
        };

    ToolOutcome.Internal outcome =
        assertInstanceOf(ToolOutcome.Internal.class, guarded(twice).call("{}"));

    assertEquals("broken", outcome.culprit());
  }

  @Test
  void aDefectAfterTheToolRanIsContainedToo() throws InterruptedException {
    ToolMiddleware late =
        (call, next) -> {
          next.handle(call);
          throw new IllegalStateException("after the tool");
        };

    assertInstanceOf(ToolOutcome.Internal.class, guarded(late).call("{}"));
    assertEquals(1, tool.invocations().size());
  }

  @Test
  void aStackThatOverflowsIsContained() throws InterruptedException {
    ToolMiddleware endless = (call, next) -> ToolOutcome.success("depth " + endless(0));

    assertInstanceOf(ToolOutcome.Internal.class, guarded(endless).call("{}"));
  }

  @Test
  void errorsOfClassLoadingAndAssertionsAreContained() throws InterruptedException {
    assertInstanceOf(
        ToolOutcome.Internal.class, guarded(throwing(new NoClassDefFoundError("x"))).call("{}"));
    assertInstanceOf(
        ToolOutcome.Internal.class, guarded(throwing(new AssertionError("x"))).call("{}"));
  }

  @Test
  void anInterruptPassesOnAfterItIsAccountedFor() {
    InterruptedException interrupt = new InterruptedException("stop");
    HarnessRun run = guarded((call, next) -> interrupted(interrupt)).newRun();

    assertSame(interrupt, assertThrows(InterruptedException.class, () -> run.call("{}")));
    assertEquals("interrupted", decided(run).code());
  }

  @Test
  void anInterruptInDisguisePassesOnAsWhatItIs() {
    HarnessRun run =
        guarded(throwing(new IllegalStateException(new InterruptedException("stop")))).newRun();

    assertThrows(InterruptedException.class, () -> run.call("{}"));
    assertEquals("interrupted", decided(run).code());
  }

  @Test
  void anErrorOfTheVirtualMachinePassesOnAfterItIsAccountedFor() {
    OutOfMemoryError error = new OutOfMemoryError("simulated");
    HarnessRun run = guarded(throwing(error)).newRun();

    assertSame(error, assertThrows(OutOfMemoryError.class, () -> run.call("{}")));
    assertEquals("passed_on", decided(run).code());
  }

  @Test
  void whatWasContainedIsAnEventWithoutTheMessage() throws InterruptedException {
    HarnessRun run = guarded(throwing(new IllegalStateException(CANARY))).newRun();

    run.call("{}");

    RunEvent.LayerDecided event = decided(run);
    assertEquals("guard", event.layer());
    assertEquals("contained", event.code());
    assertEquals(
        "java.lang.IllegalStateException: incident incident-1 in link 'broken'", event.detail());
    assertEquals("call-1", event.call().callId());
  }

  @Test
  void whatIsFineIsLeftAlone() throws InterruptedException {
    HarnessRun run = guarded((call, next) -> next.handle(call)).newRun();

    assertEquals(ToolOutcome.success("two hits"), run.call("{}"));
    run.events().assertNoneLeft();
  }

  private ChainHarness guarded(ToolMiddleware middleware) {
    return ChainHarness.around(tool)
        .layer(new PanicRecovery())
        .link(Anchor.POLICY, "broken", middleware)
        .build();
  }

  private static RunEvent.LayerDecided decided(HarnessRun run) {
    return run.events().next(RunEvent.LayerDecided.class);
  }

  private static ToolMiddleware throwing(Throwable thrown) {
    return (call, next) -> {
      switch (thrown) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        default -> throw new IllegalArgumentException("unchecked only, was " + thrown);
      }
    };
  }

  private static ToolOutcome interrupted(InterruptedException interrupt)
      throws InterruptedException {
    throw interrupt;
  }

  @SuppressWarnings("InfiniteRecursion") // the fault under test
  private static int endless(int depth) {
    return endless(depth + 1) + 1;
  }
}

package dev.agentruntime.chain;

import static dev.agentruntime.chain.Chains.chain;
import static dev.agentruntime.chain.Chains.link;
import static dev.agentruntime.chain.Chains.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.tool.ToolArguments;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What layers tell of their decisions reaches those who record the call, and listeners. */
class DecisionTest {
  private static final Decision ALLOWED = new Decision("policy", "allow", "rule r1");
  private static final Decision WARNED = new Decision("loop", "warned", "");

  private final Kept<ToolCall> kept = new Kept<>();

  @Test
  void aCallOfWhichNothingWasDecidedHasNoDecisions() throws InterruptedException {
    run(chain(keeping()));

    assertEquals(List.of(), kept.get().decisions());
  }

  @Test
  void decisionsAreKeptInOrderForLinksFurtherOut() throws InterruptedException {
    run(
        chain(
            keeping(), deciding(Anchor.POLICY, "a", ALLOWED), deciding(Anchor.LOOP, "b", WARNED)));

    assertEquals(List.of(ALLOWED, WARNED), kept.get().decisions());
  }

  @Test
  void everyViewOfACallSharesItsDecisions() throws InterruptedException {
    run(chain(keeping()));
    ToolCall call = kept.get();
    call.withArguments(ToolArguments.empty()).nextAttempt().decided("loop", "warned", "");

    assertEquals(List.of(WARNED), call.decisions());
  }

  @Test
  void listenersAreTold() throws InterruptedException {
    FakeRun run = new FakeRun();
    chain(deciding(Anchor.POLICY, "a", ALLOWED))
        .run(run, Chains.identity("c1"), ToolArguments.empty());

    RunEvent.LayerDecided event = (RunEvent.LayerDecided) run.events.getFirst();
    assertEquals(
        ALLOWED, new Decision(event.layer(), event.code(), event.detail()), "event of " + event);
    assertEquals("c1", event.call().callId());
  }

  @Test
  void anAbsorbedForkAddsItsDecisionsOnce() throws InterruptedException {
    run(chain(keeping()));
    ToolCall call = kept.get();
    call.decided("policy", "allow", "rule r1");
    ToolCall fork = call.fork();
    fork.decided("loop", "warned", "");
    call.absorb(fork);
    call.absorb(fork);

    assertEquals(List.of(ALLOWED, WARNED), call.decisions());
  }

  @Test
  void absorbingAForkLosesNoDecisionMadeInTheMeantime() throws InterruptedException {
    run(chain(keeping()));
    ToolCall call = kept.get();
    ToolCall fork = call.fork();
    call.decided("policy", "allow", "rule r1");
    fork.decided("loop", "warned", "");
    call.absorb(fork);

    assertEquals(List.of(ALLOWED, WARNED), call.decisions());
  }

  @Test
  void whatAnAbandonedForkDecidesStaysItsOwn() throws InterruptedException {
    run(chain(keeping()));
    ToolCall call = kept.get();
    call.fork().decided("loop", "warned", "");

    assertEquals(List.of(), call.decisions());
  }

  @Test
  void aSnapshotDoesNotGrow() throws InterruptedException {
    run(chain(keeping()));
    ToolCall call = kept.get();
    call.decided("policy", "allow", "rule r1");
    List<Decision> before = call.decisions();
    call.decided("loop", "warned", "");

    assertEquals(List.of(ALLOWED), before);
    assertThrows(UnsupportedOperationException.class, () -> before.add(WARNED));
  }

  private Link keeping() {
    return link(
        Anchor.OBSERVE,
        "keeping",
        (call, next) -> {
          kept.set(call);
          return next.handle(call);
        });
  }

  private static Link deciding(Anchor anchor, String name, Decision decision) {
    return link(
        anchor,
        name,
        (call, next) -> {
          call.decided(decision.layer(), decision.code(), decision.detail());
          return next.handle(call);
        });
  }
}

package dev.agentruntime.middleware.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.effect.InMemoryEffectStore;
import dev.agentruntime.middleware.demand.Demands;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A model that does the same thing twice by mistake. */
@ExtendWith(RuntimeExtension.class)
class RepeatWatchTest {
  private static final RunOptions SESSION = RunOptions.builder().session("s-1").build();

  private final VirtualTime time;
  private final FakeTool pay = FakeTool.answering("pay", "paid");

  RepeatWatchTest(VirtualTime time) {
    this.time = time;
  }

  private ChainHarness.Builder around(FakeTool tool) {
    return ChainHarness.around(tool)
        .layer(
            EffectGuard.builder(new InMemoryEffectStore())
                .askAboutRepeats("pay", Duration.ofMinutes(10))
                .build())
        .time(time);
  }

  /** Somebody who agrees to whatever is demanded, and counts. */
  private static final class Agreeing implements Layer {
    int asked;

    @Override
    public String name() {
      return "approval";
    }

    @Override
    public List<Link> bind(LayerBinding binding) {
      Slot<Demands> demands = Demands.slot(binding);
      return List.of(
          Link.of(
              Anchor.APPROVAL,
              name(),
              (call, next) -> {
                Demands why = demands.getOrNull(call);
                if (why != null && why.open()) {
                  asked++;
                  why.answered();
                }
                return next.handle(call);
              },
              LinkTrait.WAITS_FOR_HUMAN));
    }
  }

  @Test
  void aRepeatIsRefusedWhereNobodyCanBeAsked() throws InterruptedException {
    ChainHarness chain = around(pay).build();
    chain.newRun(SESSION).call("{\"to\":\"x\",\"amount\":1}");
    ToolOutcome outcome = chain.newRun(SESSION).call("{\"amount\":1.0,\"to\":\"x\"}");
    assertInstanceOf(ToolOutcome.Rejected.class, outcome);
    assertTrue(outcome.textForModel().contains("a short while ago"), outcome.textForModel());
    assertEquals(1, pay.invocations().size());
  }

  @Test
  void somebodyIsAskedAboutARepeatAndAboutNothingElse() throws InterruptedException {
    Agreeing person = new Agreeing();
    ChainHarness chain = around(pay).layer(person).build();
    chain.newRun(SESSION).call("{\"n\":1}");
    chain.newRun(SESSION).call("{\"n\":2}");
    assertEquals(0, person.asked);
    assertEquals(ToolOutcome.success("paid"), chain.newRun(SESSION).call("{\"n\":1}"));
    assertEquals(1, person.asked);
    assertEquals(3, pay.invocations().size());
  }

  @Test
  void aRepeatAfterTheWindowOrInAnotherSessionIsNone() throws InterruptedException {
    ChainHarness chain = around(pay).build();
    chain.newRun(SESSION).call("{}");
    chain.newRun(RunOptions.builder().session("s-2").build()).call("{}");
    time.sleep(Duration.ofMinutes(10));
    assertEquals(ToolOutcome.success("paid"), chain.newRun(SESSION).call("{}"));
    assertEquals(3, pay.invocations().size());
  }

  @Test
  void aCallTheToolSaidNoToMayBeRepeated() throws InterruptedException {
    FakeTool poor =
        FakeTool.named("pay")
            .onCall(1, Replies.error("no money"))
            .replies(Replies.text("paid"))
            .build();
    ChainHarness chain = around(poor).build();
    chain.newRun(SESSION).call("{}");
    assertEquals(ToolOutcome.success("paid"), chain.newRun(SESSION).call("{}"));
  }

  @Test
  void aCallThatWasLostCountsAndOneThatNeverBeganDoesNot() throws InterruptedException {
    FakeTool broken =
        FakeTool.named("pay")
            .replies(Replies.failure(() -> new IllegalStateException("reset")))
            .build();
    ChainHarness chain =
        around(broken)
            .link(
                Anchor.BREAKER,
                "breaker",
                (call, next) ->
                    call.arguments().object().has("closed")
                        ? new ToolOutcome.Blocked("breaker", "open", "Open.", null)
                        : next.handle(call))
            .build();
    chain.newRun(SESSION).call("{}");
    assertInstanceOf(ToolOutcome.Rejected.class, chain.newRun(SESSION).call("{}"));
    chain.newRun(SESSION).call("{\"closed\":true}");
    assertInstanceOf(ToolOutcome.Blocked.class, chain.newRun(SESSION).call("{\"closed\":true}"));
  }

  /** Both were looked at before either had begun, so nobody was asked. */
  @Test
  void ofTwoEqualCallsSideBySideOneRuns() throws InterruptedException {
    Gate both = new Gate();
    ChainHarness chain =
        around(pay)
            .link(
                Anchor.APPROVAL,
                "wait",
                (call, next) -> {
                  both.pass(time);
                  return next.handle(call);
                })
            .build();
    HarnessRun run = chain.newRun(SESSION);
    List<ToolOutcome> outcomes = new CopyOnWriteArrayList<>();
    List<Thread> payers = List.of(payer(run, outcomes), payer(run, outcomes));
    both.awaitArrivals(2, Deadline.never(), time);
    both.open();
    for (Thread payer : payers) {
      time.join(payer);
    }
    assertEquals(1, pay.invocations().size());
    assertTrue(outcomes.contains(ToolOutcome.success("paid")), outcomes::toString);
    assertTrue(
        outcomes.stream()
            .anyMatch(
                outcome ->
                    outcome instanceof ToolOutcome.Blocked blocked
                        && blocked.reasonCode().equals(EffectGuard.REPEATED)),
        outcomes::toString);
  }

  private Thread payer(HarnessRun run, List<ToolOutcome> outcomes) {
    return time.start(
        "payer",
        () -> {
          try {
            outcomes.add(run.call("{}"));
          } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the payer", e);
          }
        });
  }

  @Test
  void theLinksStandWhereTheyBelong() {
    assertEquals(
        "effect-peek(effect-repeat-peek(approval(effect-guard-demands(effect-repeats("
            + "effect-guard(effect-begun(pay)))))))",
        around(pay).layer(new Agreeing()).build().toString());
    EffectGuard.Builder builder = EffectGuard.builder(new InMemoryEffectStore());
    assertThrows(
        IllegalArgumentException.class, () -> builder.askAboutRepeats("pay", Duration.ZERO));
  }
}

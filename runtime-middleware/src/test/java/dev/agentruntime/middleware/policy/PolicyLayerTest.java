package dev.agentruntime.middleware.policy;

import static dev.agentruntime.middleware.policy.ArgumentCondition.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.Decision;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.middleware.demand.Demand;
import dev.agentruntime.middleware.demand.Demands;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Policy(tool): what is denied does not run, and what nobody may approve neither. */
class PolicyLayerTest {
  private static final Policy BIG_PAYMENTS =
      Policy.defaults()
          .with(
              PolicyRule.deny("no-big-payments", "Payments above 1,000 are made by people.")
                  .tool("pay")
                  .when(at("/amount").above(1_000)))
          .with(PolicyRule.ask("payments", "Payments need a second pair of eyes").tool("pay"));

  private final FakeTool pay = FakeTool.answering("pay", "paid");
  private final List<Decision> decisions = new ArrayList<>();

  private ChainHarness.Builder chain(Layer policy) {
    return ChainHarness.around(pay)
        .link(
            Anchor.OBSERVE,
            "look",
            (call, next) -> {
              ToolOutcome outcome = next.handle(call);
              decisions.addAll(call.decisions());
              return outcome;
            })
        .layer(policy);
  }

  /** Says yes to every demand once something has happened, then looks again as approvals must. */
  private static final class Human implements Layer {
    private final Runnable meanwhile;
    private final List<Demand> shown = new ArrayList<>();

    Human(Runnable meanwhile) {
      this.meanwhile = meanwhile;
    }

    @Override
    public String name() {
      return "approval";
    }

    @Override
    public List<Link> bind(LayerBinding binding) {
      Slot<Demands> slot = Demands.slot(binding);
      return List.of(
          Link.of(
              Anchor.APPROVAL,
              "approval",
              (call, next) -> {
                Demands made = slot.getOrNull(call);
                if (made == null) {
                  return next.handle(call);
                }
                shown.addAll(made.all());
                made.answered();
                meanwhile.run();
                ToolOutcome refusal = call.recheck();
                return refusal != null ? refusal : next.handle(call);
              },
              LinkTrait.WAITS_FOR_HUMAN));
    }
  }

  @Test
  void aDeniedCallIsRejectedByItsRuleAndDoesNotRun() throws Exception {
    ToolOutcome outcome = chain(PolicyLayer.of(BIG_PAYMENTS)).build().call("{\"amount\":5000}");

    assertEquals("no-big-payments", assertInstanceOf(ToolOutcome.Rejected.class, outcome).by());
    assertEquals(
        "The call was rejected: Payments above 1,000 are made by people. Do not repeat it unless"
            + " the user asks for it.",
        outcome.textForModel());
    assertEquals(List.of(), pay.invocations());
    assertEquals(List.of(new Decision("policy", "denied", "no-big-payments")), decisions);
  }

  @Test
  void withNobodyToAskAnAskIsADeny() throws Exception {
    ToolOutcome outcome = chain(PolicyLayer.of(BIG_PAYMENTS)).build().call("{\"amount\":5}");

    assertInstanceOf(ToolOutcome.Rejected.class, outcome);
    assertEquals(List.of(), pay.invocations());
    assertEquals(
        List.of(
            new Decision("policy", "asked", "payments"),
            new Decision("policy", "nobody_asked", "payments")),
        decisions);
  }

  @Test
  void aHumanIsToldWhichRuleAsksAndLetsTheCallPass() throws Exception {
    Human human = new Human(() -> {});
    ToolOutcome outcome =
        chain(PolicyLayer.of(BIG_PAYMENTS)).layer(human).build().call("{\"amount\":5}");

    assertFalse(outcome.isError());
    assertEquals(
        List.of(new Demand("policy", "payments", "Payments need a second pair of eyes")),
        human.shown);
    assertEquals(
        List.of(new Decision("policy", "asked", "payments")),
        decisions,
        "looking again must not tell again");
  }

  @Test
  void aPolicyThatChangedWhileAHumanThoughtHolds() throws Exception {
    PolicySource source = PolicySource.of(BIG_PAYMENTS);
    Human human =
        new Human(
            () ->
                source.replace(
                    Policy.defaults().with(PolicyRule.deny("frozen", "All payments stopped"))));

    ToolOutcome outcome = chain(PolicyLayer.of(source)).layer(human).build().call("{\"amount\":5}");

    assertEquals("frozen", assertInstanceOf(ToolOutcome.Rejected.class, outcome).by());
    assertEquals(List.of(), pay.invocations());
    assertEquals(2, source.epoch());
  }

  @Test
  void aNewReasonToAskThatCameUpMeanwhileIsNotCoveredByTheOldAnswer() throws Exception {
    PolicySource source = PolicySource.of(BIG_PAYMENTS);
    Human human =
        new Human(
            () ->
                source.replace(
                    Policy.defaults().with(PolicyRule.ask("four-eyes", "Two people are needed"))));

    ToolOutcome outcome = chain(PolicyLayer.of(source)).layer(human).build().call("{\"amount\":5}");

    assertInstanceOf(ToolOutcome.Rejected.class, outcome);
    assertEquals(List.of(), pay.invocations());
  }

  @Test
  void theNextCallSeesTheReplacedPolicy() throws Exception {
    PolicySource source = PolicySource.of(Policy.defaults());
    ChainHarness chain = chain(PolicyLayer.of(source)).build();

    assertFalse(chain.call("{}").isError());
    source.replace(Policy.otherwise(PolicyEffect.DENY));
    assertTrue(chain.call("{}").isError());
    source.replace(Policy.otherwise(PolicyEffect.DENY).with(PolicyRule.allow("back").tool("pay")));
    assertFalse(chain.call("{}").isError());
  }

  @Test
  void aReplacedPolicyThatMakesNoSenseForAToolDeniesItsCalls() throws Exception {
    FakeTool typed =
        FakeTool.named("pay")
            .schema(JsonObjectSchema.builder().addNumberProperty("amount").build())
            .build();
    Policy misspelt =
        Policy.defaults()
            .with(PolicyRule.deny("no", "No").tool("pay").when(at("/amout").above(1_000)));
    PolicySource source = PolicySource.of(Policy.defaults());
    ChainHarness chain = ChainHarness.around(typed).layer(PolicyLayer.of(source)).build();

    source.replace(misspelt);

    assertEquals("policy", assertInstanceOf(ToolOutcome.Rejected.class, chain.call("{}")).by());
    assertEquals(List.of(), typed.invocations());
    assertThrows(
        IllegalArgumentException.class,
        () -> ChainHarness.around(typed).layer(PolicyLayer.of(misspelt)).build());
  }

  @Test
  void aCallOfADeniedToolThatTheModelWasNotShownIsCheckedAllTheSame() throws Exception {
    HarnessRun run =
        chain(PolicyLayer.of(Policy.defaults().with(PolicyRule.deny("off", "Off").tool("pay"))))
            .build()
            .newRun();

    assertTrue(run.call("{}").isError());
    assertTrue(run.call("{}").isError());
    assertEquals(List.of(), pay.invocations());
  }

  @Test
  void rulesSeeForWhomTheRunIs() throws Exception {
    Policy policy =
        Policy.otherwise(PolicyEffect.DENY)
            .with(PolicyRule.allow("eve").principal("eve").tenant("acme").agent("harness"));
    ChainHarness chain = chain(PolicyLayer.of(policy)).build();
    RunOptions eve = RunOptions.builder().principal("eve").tenant("acme").build();

    assertFalse(chain.newRun(eve).call("{}").isError());
    assertTrue(chain.newRun().call("{}").isError());
    assertEquals(
        List.of(
            new Decision("policy", "allowed", "eve"), new Decision("policy", "denied", "default")),
        decisions);
  }

  @Test
  void listenersHearWhichRuleDecided() throws Exception {
    HarnessRun run = chain(PolicyLayer.of(BIG_PAYMENTS)).build().newRun();
    run.call("{\"amount\":5000}");

    RunEvent.LayerDecided event = run.events().events(RunEvent.LayerDecided.class).getFirst();
    assertEquals("no-big-payments", event.detail());
  }

  @Test
  void aToolOfWhichAFixedPolicySaysNothingCostsNothing() {
    ChainHarness chain =
        ChainHarness.around(FakeTool.answering("search", "x"))
            .layer(PolicyLayer.of(BIG_PAYMENTS))
            .build();

    assertEquals("search", chain.toString());
  }

  @Test
  void namesNobodyHasAreLeftToTheAnswerThatSaysSo() {
    ToolDescriptor unknown =
        new ToolDescriptor(
            "unknown",
            ToolSpecification.builder().name("unknown").build(),
            ToolTraits.none(),
            false);
    ChainHarness chain =
        ChainHarness.around(unknown, call -> ToolOutcome.success(""))
            .layer(PolicyLayer.of(Policy.otherwise(PolicyEffect.DENY)))
            .build();

    assertEquals("unknown", chain.toString());
  }

  @Test
  void noRewriterAndNoMemoryFitAroundIt() {
    Link rewriter =
        Link.of(
            Anchor.ENRICH,
            "rewriter",
            (call, next) -> next.handle(call),
            LinkTrait.REWRITES_ARGUMENTS);
    Link memory =
        Link.of(
            Anchor.ENRICH,
            "memory",
            (call, next) -> next.handle(call),
            LinkTrait.ANSWERS_FROM_MEMORY);

    assertEquals(
        "look(rewriter(policy(policy-demands(pay))))",
        chain(PolicyLayer.of(BIG_PAYMENTS)).link(rewriter).build().toString());
    assertThrows(
        ChainOrderException.class, () -> chain(PolicyLayer.of(BIG_PAYMENTS)).link(memory).build());
  }

  static Stream<ToolOutcome> outcomes() {
    return Stream.of(
        ToolOutcome.success("x"),
        ToolOutcome.toolError("no"),
        new ToolOutcome.InfrastructureError("inc-1", true, null),
        new ToolOutcome.TimedOut(Duration.ofSeconds(1), true, false),
        new ToolOutcome.InvalidArguments("id must be a number"),
        new ToolOutcome.UnknownTool("nope", List.of()),
        new ToolOutcome.Rejected("eve", "not today"),
        new ToolOutcome.ApprovalExpired("req-1", Duration.ofMinutes(1)),
        new ToolOutcome.Blocked("breaker", "open", "It is down.", null),
        new ToolOutcome.Cancelled(Cancellation.of(Cancellation.Kind.REQUESTED, "enough")),
        new ToolOutcome.Suspended("req-1", "waits"),
        new ToolOutcome.Internal("inc-1", "cache", null));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void noOutcomeChangesWhatThePolicySays(ToolOutcome outcome) throws Exception {
    ToolDescriptor tool = ToolDescriptor.of(pay);
    Policy policy = Policy.otherwise(PolicyEffect.DENY).with(PolicyRule.allow("pay").tool("pay"));
    HarnessRun run =
        ChainHarness.around(tool, call -> outcome).layer(PolicyLayer.of(policy)).build().newRun();

    assertSame(outcome, run.call("{}"));
    assertSame(outcome, run.call("{}"));
    assertEquals(List.of(), run.stopRequests());
  }

  @Test
  void itTellsItsSettings() {
    assertEquals(
        "PolicyLayer(Policy([allow a: every tool], otherwise DENY) of epoch 1)",
        PolicyLayer.of(Policy.otherwise(PolicyEffect.DENY).with(PolicyRule.allow("a"))).toString());
  }
}

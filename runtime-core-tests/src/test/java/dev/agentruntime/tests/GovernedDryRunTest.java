package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.DryRun;
import dev.agentruntime.chain.Forecast;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.audit.AuditRing;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.budget.Allowance;
import dev.agentruntime.middleware.budget.Budgets;
import dev.agentruntime.middleware.bulkhead.Bulkhead;
import dev.agentruntime.middleware.cache.ResultCache;
import dev.agentruntime.middleware.enrich.ContextEnrichment;
import dev.agentruntime.middleware.policy.Caller;
import dev.agentruntime.middleware.policy.Policy;
import dev.agentruntime.middleware.policy.PolicyLayer;
import dev.agentruntime.middleware.policy.PolicyRule;
import dev.agentruntime.middleware.policy.RecordedCall;
import dev.agentruntime.middleware.rate.Rate;
import dev.agentruntime.middleware.rate.RateKey;
import dev.agentruntime.middleware.rate.RateLimit;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a host learns of a call without making it, and that nothing comes of asking. */
final class GovernedDryRunTest {
  private static final String ARGUMENTS = "{\"query\":\"latency\"}";

  private final Stage stage = new Stage();
  private final AuditRing ring = AuditRing.standard();
  private final Approvals approvals = Approvals.inMemory().on(stage.time);

  @AfterEach
  void close() {
    stage.close();
  }

  private static FakeTool.Builder search() {
    return FakeTool.named("search")
        .schema(
            JsonObjectSchema.builder()
                .addStringProperty("query")
                .addStringProperty("tenant")
                .required("query", "tenant")
                .build())
        .traits(
            ToolTrait.READ_ONLY,
            ToolTrait.IDEMPOTENT,
            ToolTrait.CACHEABLE,
            ToolTrait.INTERRUPTIBLE);
  }

  private static GovernanceBuilder everything(AuditRing ring) {
    return Governance.standard()
        .audit(Audit.inMemory(ring).build())
        .enrichment(
            ContextEnrichment.builder()
                .supply("search", "tenant", call -> call.context().tenant().orElse(null))
                .build())
        .policy(
            PolicyLayer.of(
                Policy.defaults()
                    .with(PolicyRule.allow("reading").tool("search"))
                    .with(PolicyRule.ask("looks", "Somebody looks at it").tool("look"))))
        .budgets(Budgets.builder().perRun(Allowance.unlimited().calls(1)).build())
        .resultCache(ResultCache.builder().cache("search", Duration.ofHours(1)).build())
        .rateLimit(
            RateLimit.builder()
                .limit("*", Rate.of(1, Duration.ofHours(1)), RateKey.PRINCIPAL)
                .maxWait(Duration.ZERO)
                .build())
        .bulkhead(Bulkhead.builder().limit("*", 1).build());
  }

  private Agent agent(GovernanceBuilder governance, ScriptedModel model, FakeTool... tools) {
    AgentRuntime runtime =
        stage.build(stage.runtime(model).tools((Object[]) tools).middleware(governance.build()));
    return runtime.agent("agent").build();
  }

  private static RunOptions ada() {
    return RunOptions.builder().tenant("acme").principal("ada").build();
  }

  @Test
  void argumentsAreMendedAndEnrichedAsInARealCall() throws InterruptedException {
    FakeTool tool = search().build();
    Agent agent = agent(everything(ring), ScriptedModel.of(), tool);

    DryRun looked = agent.dryRun("search", "{'query': 'latency',}", ada());

    assertEquals(
        "{\"query\":\"latency\",\"tenant\":\"acme\"}", looked.arguments().object().toString());
    assertInstanceOf(Forecast.Rewrites.class, looked.of("arguments").orElseThrow());
    assertInstanceOf(Forecast.Rewrites.class, looked.of("enrichment").orElseThrow());
    assertTrue(looked.stop().isEmpty(), looked::toString);
    assertTrue(looked.toString().contains("\n  policy passes (allowed reading)"), looked::toString);
  }

  @Test
  void behindArgumentsNobodyCanReadNothingIsLookedAt() throws InterruptedException {
    Agent agent = agent(everything(ring), ScriptedModel.of(), search().build());

    DryRun looked = agent.dryRun("search", "whatever", ada());

    assertEquals("arguments", looked.stop().orElseThrow().link());
    assertEquals("arguments", looked.steps().getLast().link());
  }

  @Test
  void aNameNobodyHasIsToldLikeInARealCall() throws InterruptedException {
    Agent agent = agent(everything(ring), ScriptedModel.of(), search().build());

    DryRun looked = agent.dryRun("serch", "{}", ada());

    Forecast.Refuses refused =
        assertInstanceOf(Forecast.Refuses.class, looked.stop().orElseThrow().forecast());
    assertEquals(List.of("search"), ((ToolOutcome.UnknownTool) refused.outcome()).near());
  }

  @Test
  void whoWouldBeAskedIsToldAndNobodyIsAsked() throws InterruptedException {
    Agent agent =
        agent(
            everything(ring).approval(Approval.builder(approvals).build()),
            ScriptedModel.of(),
            FakeTool.named("look").build());

    DryRun looked = agent.dryRun("look", "{}", ada());

    assertEquals("approval", looked.stop().orElseThrow().link());
    Forecast.Asks asks = assertInstanceOf(Forecast.Asks.class, looked.of("approval").orElseThrow());
    assertEquals(List.of("Somebody looks at it"), asks.why());
    assertEquals("anyone", asks.whom());
    assertEquals(new Forecast.Passes(), looked.of("policy-demands").orElseThrow());
    assertEquals(List.of(), approvals.open());
  }

  @Test
  void withNobodyToAskTheGateRefuses() throws InterruptedException {
    Agent agent = agent(everything(ring), ScriptedModel.of(), FakeTool.named("look").build());

    DryRun looked = agent.dryRun("look", "{}", ada());

    assertEquals("policy-demands", looked.stop().orElseThrow().link());
  }

  @Test
  void whatIsRememberedIsToldThoughNothingElseCouldBeHad() throws InterruptedException {
    FakeTool tool = search().build();
    Agent agent =
        agent(
            everything(ring),
            ScriptedModel.of(Turn.call("search", ARGUMENTS), Turn.answer("done")),
            tool);
    stage.checked(agent.run("go", ada()));

    DryRun known = agent.dryRun("search", ARGUMENTS, ada());
    DryRun other = agent.dryRun("search", "{\"query\":\"another\"}", ada());

    assertEquals("result-cache", known.stop().orElseThrow().link());
    assertInstanceOf(Forecast.Answers.class, known.stop().orElseThrow().forecast());
    assertEquals("rate-limit-peek", other.stop().orElseThrow().link());
  }

  @Test
  void anOpenCircuitIsTold() throws InterruptedException {
    FakeTool tool = search().replies(Replies.failure(() -> new ConnectException("down"))).build();
    Agent agent =
        agent(
            Governance.standard().breaker(CircuitBreaker.builder().failures(1).build()),
            ScriptedModel.of(
                Turn.call("search", "{\"query\":\"q\",\"tenant\":\"t\"}"), Turn.answer("done")),
            tool);
    assertTrue(
        agent.dryRun("search", "{\"query\":\"q\",\"tenant\":\"t\"}", ada()).stop().isEmpty());
    stage.checked(agent.run("go", ada()));

    DryRun looked = agent.dryRun("search", "{\"query\":\"q\",\"tenant\":\"t\"}", ada());

    assertEquals("breaker-peek", looked.stop().orElseThrow().link());
  }

  @Test
  void aRunThatGoesOnSaysWhatItsNextCallWouldMeet() throws InterruptedException {
    FakeTool tool =
        search().replies(Replies.after(Duration.ofSeconds(10), Replies.text("found"))).build();
    Agent agent =
        agent(
            everything(ring),
            ScriptedModel.of(Turn.call("search", ARGUMENTS), Turn.answer("done")),
            tool);
    AgentRun run = agent.start("go", ada());
    stage.time.sleep(Duration.ofSeconds(5));

    DryRun inRun = run.dryRun("search", "{\"query\":\"another\"}");
    DryRun inNewRun = agent.dryRun("search", "{\"query\":\"another\"}", ada());

    assertEquals("budget", inRun.stop().orElseThrow().link(), "its only call is under way");
    assertEquals("rate-limit-peek", inNewRun.stop().orElseThrow().link());
    assertInstanceOf(RunResult.Completed.class, stage.checked(run.result()));
  }

  @Test
  void aCallOfThePastIsHeldAgainstTheLayersOfToday() throws InterruptedException {
    FakeTool tool = search().build();
    Agent agent =
        agent(
            everything(ring)
                .policy(
                    PolicyLayer.of(
                        Policy.defaults()
                            .with(PolicyRule.deny("closed", "Closed.").tool("search")))),
            ScriptedModel.of(),
            tool);
    RecordedCall yesterday =
        new RecordedCall(
            ToolDescriptor.of(tool),
            ToolArguments.ofText(ARGUMENTS),
            new Caller(Optional.of("ada"), Optional.of("acme"), "agent"));

    assertEquals("policy", yesterday.dryRun(agent).stop().orElseThrow().link());
  }

  // Two worlds, one of which was asked beforehand.
  @Test
  void theNextCallIsAsIfTheDryRunsHadNotBeen() throws InterruptedException {
    List<String> asked = outcomesAfterDryRuns(2);
    assertEquals(outcomesAfterDryRuns(0), asked);
    assertEquals(List.of("success", "blocked"), asked, "one token, one call of the run");
  }

  private List<String> outcomesAfterDryRuns(int times) throws InterruptedException {
    FakeTool tool = search().build();
    AuditRing account = AuditRing.standard();
    Agent agent =
        agent(
            everything(account).approval(Approval.builder(approvals).build()),
            ScriptedModel.of(
                Turn.call("search", ARGUMENTS),
                Turn.call("search", "{\"query\":\"another\"}"),
                Turn.answer("done")),
            tool);
    int events = stage.events.events(RunEvent.class).size();
    for (int i = 0; i < times; i++) {
      agent.dryRun("search", ARGUMENTS, ada());
      agent.dryRun("search", "{\"query\":\"another\"}", ada());
    }
    assertEquals(events, stage.events.events(RunEvent.class).size(), "nobody is told");
    assertEquals(List.of(), account.records());
    assertEquals(0, tool.invocations().size());
    RunResult result = stage.checked(agent.run("go", ada()));
    assertEquals(1, tool.invocations().size());
    return stage.outcomes(result).stream().map(ToolOutcome::code).toList();
  }
}

package dev.agentruntime.middleware.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.ModelRefusedException;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.chain.ModelHarness;
import dev.agentruntime.testkit.chain.ModelHarnessRun;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** model-usage(model) */
class ModelUsageTest {
  /** A cent per token. */
  private static final PriceTable PRICES =
      PriceTable.in(Currency.getInstance("USD"))
          .with("ScriptedModel", Price.perMillion("10000", "10000"));

  private static final RunOptions ACME = RunOptions.builder().tenant("acme").build();

  private final UsageLedger ledger = new UsageLedger();

  @Test
  void everyAnswerIsCountedForItsRunTenantAndModel() throws InterruptedException {
    ModelHarness harness =
        harness(ModelUsage.into(ledger).prices(PRICES), said(7, 3), said(1, 1), said(2, 2));
    ModelHarnessRun first = harness.newRun(ACME);
    first.ask("1");
    first.ask("2");
    harness.newRun().ask("3");

    assertEquals(
        "2 answers, 8 in, 4 out, cost 0.120000", ledger.ofTenant(Optional.of("acme")).toString());
    assertEquals(
        "1 answers, 2 in, 2 out, cost 0.040000", ledger.ofTenant(Optional.empty()).toString());
    assertEquals(
        "3 answers, 10 in, 6 out, cost 0.160000", ledger.ofModel("ScriptedModel").toString());
    assertEquals(
        "2 answers, 8 in, 4 out, cost 0.120000", ledger.ofRun("run-1").orElseThrow().toString());
    assertEquals(
        List.of(
            "model-usage used: 'ScriptedModel': 7 in, 3 out, 0.100000 USD",
            "model-usage used: 'ScriptedModel': 1 in, 1 out, 0.020000 USD"),
        first.decisions());
  }

  @Test
  void anUnknownPriceIsSaidAndNotTakenForNothing() throws InterruptedException {
    PriceTable other =
        PriceTable.in(Currency.getInstance("USD")).with("other", Price.perMillion("1", "1"));
    ModelHarnessRun run = harness(ModelUsage.into(ledger).prices(other), said(7, 3)).newRun();

    run.ask("1");

    assertEquals(
        List.of("model-usage used: 'testkit': 7 in, 3 out, price unknown"), run.decisions());
    assertEquals(1, ledger.ofTenant(Optional.empty()).unpriced());
  }

  @Test
  void aMissingReportIsSaidAndNotTakenForNothing() throws InterruptedException {
    ModelHarnessRun run =
        harness(
                ModelUsage.into(ledger),
                Turn.answer("x"),
                Turn.answer("x").withUsage(new TokenUsage(5, null)))
            .newRun();

    run.ask("1");
    run.ask("2");

    assertEquals("model-usage used: 'testkit': usage not reported", run.decisions().getFirst());
    assertEquals(2, ledger.ofTenant(Optional.empty()).unreported());
  }

  @Test
  void thePriceGoesByTheReportedNameIfItIsKnown() throws InterruptedException {
    Turn reporting =
        Turn.computed(
            request ->
                ChatResponse.builder()
                    .aiMessage(AiMessage.from("x"))
                    .modelName("small-2026")
                    .tokenUsage(new TokenUsage(1, 1))
                    .build());
    harness(ModelUsage.into(ledger).prices(PRICES), reporting).newRun().ask("1");
    assertEquals(Map.of("ScriptedModel", 0L), unpriced());

    ledger.reset(Optional.empty());
    PriceTable both = PRICES.with("small-2026", Price.perMillion("1", "1"));
    harness(ModelUsage.into(ledger).prices(both), reporting).newRun().ask("1");
    assertEquals(Map.of("small-2026", 0L), unpriced());
  }

  private Map<String, Long> unpriced() {
    return Map.copyOf(
        ledger.byModel(Optional.empty()).entrySet().stream()
            .collect(
                java.util.stream.Collectors.toMap(
                    Map.Entry::getKey, entry -> entry.getValue().unpriced())));
  }

  @Test
  void theHostsReaderFindsCachedAndReasoningTokens() throws InterruptedException {
    TokenReader reader = usage -> Optional.of(new TokenCounts(10, 4, 6, 2));

    harness(ModelUsage.into(ledger).reader(reader), said(1, 1)).newRun().ask("1");

    assertEquals(new TokenCounts(10, 4, 6, 2), ledger.ofTenant(Optional.empty()).tokens());
    assertEquals(
        "10 in (4 cached), 6 out (2 reasoning)",
        ledger.ofTenant(Optional.empty()).tokens().toString());
  }

  @Test
  void aSpentRunBudgetRefusesTheNextRequestAndTheRunStopsWithWhatItHas() {
    ModelUsage usage =
        ModelUsage.into(ledger)
            .prices(PRICES)
            .perRun(UsageBudget.ofCost(new BigDecimal("0.10")))
            .build();
    try (AgentRuntime runtime =
        AgentRuntime.builder(
                ScriptedModel.of(Turn.call("look", "{}").saying("looking").withUsage(7, 3)))
            .tools(FakeTool.answering("look", "seen"))
            .modelMiddleware(usage)
            .build()) {
      RunResult.Stopped stopped =
          assertInstanceOf(RunResult.Stopped.class, runtime.agent("agent").build().run("go"));

      assertEquals(StopReason.LAYER, stopped.reason());
      assertEquals("model-usage: budget of the run: cost is 0.100000 of 0.10", stopped.detail());
      assertEquals("looking", stopped.text());
    }
  }

  @Test
  void subAgentsSpendTheBudgetOfTheWholeTree() {
    ModelUsage usage = ModelUsage.into(ledger).perRun(UsageBudget.ofTokens(20)).build();
    AtomicReference<Agent> inner = new AtomicReference<>();
    FakeTool ask =
        FakeTool.named("ask")
            .replies(call -> ToolOutcome.success(inner.get().run("x").text()))
            .build();
    try (AgentRuntime runtime =
        AgentRuntime.builder(ScriptedModel.of(Turn.call("ask", "{}").withUsage(5, 5)))
            .tools(ask)
            .modelMiddleware(usage)
            .build()) {
      inner.set(runtime.agent("inner").model(ScriptedModel.of(said(5, 5))).build());

      RunResult.Stopped stopped =
          assertInstanceOf(RunResult.Stopped.class, runtime.agent("outer").build().run("go"));

      assertEquals("model-usage: budget of the run: tokens are 20 of 20", stopped.detail());
    }
  }

  @Test
  void aTenantsBudgetIsItsOwnAndBeginsAnewWhenReset() throws InterruptedException {
    ModelHarness harness =
        harness(
            ModelUsage.into(ledger).perTenant(UsageBudget.ofTokens(10)),
            said(5, 5),
            said(5, 5),
            said(5, 5));
    harness.newRun(ACME).ask("1");

    ModelRefusedException refused =
        assertThrows(ModelRefusedException.class, () -> harness.newRun(ACME).ask("2"));

    assertEquals("model-usage: budget of the tenant: tokens are 10 of 10", refused.getMessage());
    harness.newRun(RunOptions.builder().tenant("other").build()).ask("3");
    ledger.reset(Optional.of("acme"));
    harness.newRun(ACME).ask("4");
  }

  @Test
  void withABoundOnCostAModelOfUnknownPriceIsNotAsked() {
    PriceTable other =
        PriceTable.in(Currency.getInstance("USD")).with("other", Price.perMillion("1", "1"));
    ModelHarness harness =
        harness(ModelUsage.into(ledger).prices(other).perRun(UsageBudget.ofCost(BigDecimal.TEN)));

    assertEquals(
        "model-usage: cost is bounded, but the price of model 'ScriptedModel' is unknown",
        assertThrows(ModelRefusedException.class, () -> harness.newRun().ask("1")).getMessage());
  }

  @Test
  void theLedgerForgetsOldRunsAndNoTotals() throws InterruptedException {
    for (int i = 0; i <= UsageLedger.REMEMBERED_RUNS; i++) {
      ledger.add(
          Optional.empty(),
          "m",
          "run-" + i,
          new UsageTotals(1, TokenCounts.of(1, 0), BigDecimal.ONE, 0, 0));
    }
    assertEquals(Optional.empty(), ledger.ofRun("run-0"));
    assertEquals(1, ledger.ofRun("run-1").orElseThrow().answers());
    assertEquals(1_001, ledger.ofTenant(Optional.empty()).answers());
    assertEquals("UsageLedger(1 tenants and models)", ledger.toString());
  }

  @Test
  void aBoundOnCostWithoutPricesIsRefused() {
    assertEquals(
        "model usage needs prices to bound cost, run cost 1, tenant null, prices were not set",
        assertThrows(
                IllegalArgumentException.class,
                () -> ModelUsage.into(ledger).perRun(UsageBudget.ofCost(BigDecimal.ONE)).build())
            .getMessage());
    assertEquals(
        "ModelUsage(no prices, per run unbounded, per tenant 5 tokens)",
        ModelUsage.into(ledger).perTenant(UsageBudget.ofTokens(5)).build().toString());
  }

  private static Turn said(int in, int out) {
    return Turn.answer("x").withUsage(in, out);
  }

  private static ModelHarness harness(ModelUsage.Builder usage, Turn... script) {
    return ModelHarness.around(ScriptedModel.of(script)).layer(usage.build()).build();
  }
}

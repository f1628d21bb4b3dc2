package dev.agentruntime.middleware.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.ModelRefusedException;
import dev.agentruntime.middleware.model.Price;
import dev.agentruntime.middleware.model.PriceTable;
import dev.agentruntime.middleware.model.TokenCounts;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.chain.ModelHarness;
import dev.agentruntime.testkit.chain.ModelHarnessRun;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import java.util.Currency;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** model-budget(model) takes from the accounts the tools take from. */
class ModelBudgetTest {
  /** A cent per token. */
  private static final PriceTable PRICES =
      PriceTable.in(Currency.getInstance("USD"))
          .with("ScriptedModel", Price.perMillion("10000", "10000"));

  private static Budgets tokens(long limit) {
    return Budgets.builder().perRun(Allowance.unlimited().tokens(limit)).build();
  }

  private static ModelHarness around(ModelBudget budget, Turn... script) {
    return ModelHarness.around(ScriptedModel.of(script)).layer(budget).build();
  }

  private static Turn said(int in, int out) {
    return Turn.answer("x").withUsage(in, out);
  }

  @Test
  void aRequestThatDoesNotFitTheRestIsNotSent() throws Exception {
    ModelHarnessRun run =
        around(ModelBudget.from(tokens(100)).firstTokens(10), said(30, 10), said(30, 10)).newRun();
    run.ask("1");
    run.ask("2");

    assertEquals(
        "model-budget: run: 80 of 100 tokens taken, 40 more wanted",
        assertThrows(ModelRefusedException.class, () -> run.ask("3")).getMessage());
  }

  @Test
  void aFirstRequestIsTakenToBeOfNamedSize() {
    ModelHarnessRun run = around(ModelBudget.from(tokens(3_999)), said(1, 1)).newRun();

    assertEquals(
        "model-budget: run: 0 of 3999 tokens taken, 4000 more wanted",
        assertThrows(ModelRefusedException.class, () -> run.ask("1")).getMessage());
  }

  @Test
  void anAnswerWithoutAReportIsTakenToBeWhatWasExpected() throws Exception {
    BudgetBook book = BudgetBook.of(Allowance.unlimited(), Allowance.unlimited().tokens(5_000));
    around(ModelBudget.from(Budgets.builder().book(book).build()), Turn.answer("x"))
        .newRun()
        .ask("1");

    assertEquals(4_000, book.everybody().spent().of(Quantity.TOKENS));
  }

  @Test
  void aRequestThatFailsTakesNothing() {
    BudgetBook book = BudgetBook.of(Allowance.unlimited(), Allowance.unlimited().tokens(5_000));
    ModelHarnessRun run =
        around(ModelBudget.from(Budgets.builder().book(book).build()), Turn.rateLimit()).newRun();

    assertThrows(RuntimeException.class, () -> run.ask("1"));
    assertEquals(Spend.NOTHING, book.everybody().taken());
  }

  @Test
  void costIsTakenInMillionthsRoundedUp() throws Exception {
    PriceTable odd =
        PriceTable.in(Currency.getInstance("USD"))
            .with("ScriptedModel", Price.perMillion("0.3", "0.3"));
    BudgetBook book = BudgetBook.of(Allowance.unlimited().cost(1_000_000), Allowance.unlimited());
    ModelHarness harness =
        around(
            ModelBudget.from(Budgets.builder().book(book).build()).prices(odd).firstTokens(1),
            said(1, 1));
    harness.newRun().ask("1");

    assertEquals(1, book.everybody().spent().of(Quantity.COST));
  }

  @Test
  void whereCostIsLimitedAModelOfUnknownPriceIsNotAsked() {
    Budgets budgets = Budgets.builder().perRun(Allowance.unlimited().cost(1_000)).build();

    assertEquals(
        "model-budget: cost is limited, but the price of model 'ScriptedModel' is unknown",
        assertThrows(
                ModelRefusedException.class,
                () -> around(ModelBudget.from(budgets), said(1, 1)).newRun().ask("1"))
            .getMessage());
  }

  @Test
  void theHostsReaderCounts() throws Exception {
    BudgetBook book = BudgetBook.of(Allowance.unlimited(), Allowance.unlimited().tokens(5_000));
    ModelBudget budget =
        ModelBudget.from(Budgets.builder().book(book).build())
            .reader(usage -> Optional.of(new TokenCounts(10, 4, 6, 2)));
    around(budget, said(1, 1)).newRun().ask("1");

    assertEquals(16, book.everybody().spent().of(Quantity.TOKENS));
  }

  @Test
  void modelsAndToolsTakeFromOneAccount() {
    Budgets budgets =
        Budgets.builder()
            .perRun(Allowance.unlimited().cost(1_000_000))
            .price("look", Spend.NOTHING.andCost(850_000))
            .build();
    try (AgentRuntime runtime =
        AgentRuntime.builder(
                ScriptedModel.of(
                    Turn.call("look", "{}").saying("looking").withUsage(7, 3), said(1, 1)))
            .tools(FakeTool.answering("look", "seen"))
            .middleware(budgets)
            .modelMiddleware(ModelBudget.from(budgets).prices(PRICES).firstTokens(10))
            .build()) {
      RunResult.Stopped stopped =
          assertInstanceOf(RunResult.Stopped.class, runtime.agent("agent").build().run("go"));

      assertEquals(StopReason.LAYER, stopped.reason());
      assertEquals(
          "model-budget: run: 950000 of 1000000 millionths of the currency unit taken, 100000 more"
              + " wanted",
          stopped.detail());
      assertEquals("looking", stopped.text());
    }
  }

  @Test
  void nonsenseIsRefusedAndSettingsAreTold() {
    assertEquals(
        "model budget firstTokens must be at least 1, was 0",
        assertThrows(
                IllegalArgumentException.class, () -> ModelBudget.from(tokens(5)).firstTokens(0))
            .getMessage());
    assertEquals(
        "ModelBudget(PriceTable(1 models, USD), first request 4000 tokens)",
        ModelBudget.from(tokens(5)).prices(PRICES).toString());
  }
}

package dev.agentruntime.middleware.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Budget(tool): nobody spends what is not there, and nobody pays for what did not run. */
@ExtendWith(RuntimeExtension.class)
class BudgetsTest {
  private static final Allowance TWO = Allowance.unlimited().calls(2);
  private static final Allowance THREE = Allowance.unlimited().calls(3);

  private final FakeTool search = FakeTool.answering("search", "found");
  private final VirtualTime time;

  BudgetsTest(VirtualTime time) {
    this.time = time;
  }

  private static ChainHarness around(FakeTool tool, Budgets.Builder budgets) {
    return ChainHarness.around(tool).layer(budgets.build()).build();
  }

  private static void assertRefused(String code, ToolOutcome outcome) {
    ToolOutcome.Blocked blocked = assertInstanceOf(ToolOutcome.Blocked.class, outcome);
    assertEquals("budget", blocked.layer());
    assertEquals(code, blocked.reasonCode());
  }

  @Test
  void aRunMayCallSoOftenAndThenIsRefused() throws Exception {
    ChainHarness chain = around(search, Budgets.builder().perRun(TWO));
    HarnessRun run = chain.newRun();

    assertFalse(run.call("{}").isError());
    assertFalse(run.call("{}").isError());
    ToolOutcome refused = run.call("{}");

    assertRefused("calls_used_up", refused);
    assertEquals(
        "The budget of this run for tool calls is used up, so the tool was not run. Answer with"
            + " what you have.",
        refused.textForModel());
    assertEquals(2, search.invocations().size());
    RunEvent.LayerDecided told = run.events().events(RunEvent.LayerDecided.class).getFirst();
    assertEquals("calls_used_up", told.code());
    assertEquals("run: 2 of 2 tool calls taken, 1 more wanted", told.detail());
    assertEquals(List.of(), run.stopRequests());
    assertFalse(chain.newRun().call("{}").isError(), "another run has a budget of its own");
  }

  @Test
  void aToolMayHaveABudgetOfItsOwn() throws Exception {
    HarnessRun run = around(search, Budgets.builder().perRun(THREE).perTool("sea*", TWO)).newRun();
    run.call("{}");
    run.call("{}");

    assertEquals(
        "The budget of this tool in this run for tool calls is used up, so the tool was not run. Go"
            + " on without this tool, or answer with what you have.",
        run.call("{}").textForModel());
  }

  @Test
  void aTenantsRunsShareItsBudgetAndNobodyElsesDo() throws Exception {
    BudgetBook book = BudgetBook.of(THREE, TWO);
    ChainHarness chain = around(search, Budgets.builder().book(book));
    RunOptions acme = RunOptions.builder().tenant("acme").build();

    assertFalse(chain.newRun(acme).call("{}").isError());
    assertFalse(chain.newRun(acme).call("{}").isError());
    assertRefused("calls_used_up", chain.newRun(acme).call("{}"));
    assertFalse(chain.newRun().call("{}").isError());
    assertRefused("calls_used_up", chain.newRun().call("{}"));
    assertEquals(2, book.of(Optional.of("acme")).spent().of(Quantity.CALLS));

    book.of(Optional.of("acme")).reset();
    book.everybody().reset();
    assertFalse(chain.newRun(acme).call("{}").isError());
  }

  @Test
  void severalRuntimesMayShareABook() throws Exception {
    Budgets budgets = Budgets.builder().book(BudgetBook.of(TWO, TWO)).build();
    ChainHarness one = ChainHarness.around(search).layer(budgets).build();
    ChainHarness other = ChainHarness.around(search).layer(budgets).build();

    assertFalse(one.call("{}").isError());
    assertFalse(other.call("{}").isError());
    assertRefused("calls_used_up", one.call("{}"));
  }

  @Test
  void aPricedCallIsPaidInMoneyToo() throws Exception {
    BudgetBook book = BudgetBook.of(Allowance.unlimited().cost(500_000), Allowance.unlimited());
    HarnessRun run =
        around(search, Budgets.builder().book(book).price("search", Spend.NOTHING.andCost(200_000)))
            .newRun();
    run.call("{}");
    run.call("{}");

    assertRefused("cost_used_up", run.call("{}"));
    assertEquals(400_000, book.everybody().spent().of(Quantity.COST));
  }

  /** An outcome, and whether its call is paid for. */
  record Row(ToolOutcome outcome, boolean paid) {}

  static Stream<Row> outcomes() {
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
            new ToolOutcome.Internal("inc-1", "cache", null))
        .map(outcome -> new Row(outcome, paid(outcome)));
  }

  private static boolean paid(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Success _,
          ToolOutcome.ToolError _,
          ToolOutcome.InfrastructureError _,
          ToolOutcome.TimedOut _,
          ToolOutcome.Internal _ ->
          true;
      case ToolOutcome.InvalidArguments _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Suspended _ ->
          false;
    };
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void whatDidNotRunIsNotPaidFor(Row row) throws Exception {
    BudgetBook book = BudgetBook.of(TWO, TWO);
    ToolOutcome outcome =
        ChainHarness.around(ToolDescriptor.of(search), call -> row.outcome())
            .layer(Budgets.builder().book(book).build())
            .build()
            .call("{}");

    assertEquals(row.outcome(), outcome);
    assertEquals(row.paid() ? 1 : 0, book.everybody().spent().of(Quantity.CALLS));
    boolean held = row.outcome() instanceof ToolOutcome.Suspended;
    assertEquals(row.paid() || held ? 1 : 0, book.everybody().taken().of(Quantity.CALLS));
  }

  @Test
  void aSuspendedCallKeepsItsPlaceUntilItComesBack() throws Exception {
    BudgetBook book = BudgetBook.of(Allowance.unlimited().calls(1), TWO);
    AtomicReference<ToolOutcome> next =
        new AtomicReference<>(new ToolOutcome.Suspended("req-1", "waits"));
    HarnessRun run =
        ChainHarness.around(ToolDescriptor.of(search), call -> next.get())
            .layer(Budgets.builder().book(book).build())
            .build()
            .newRun();
    ToolChain.Identity identity = run.nextIdentity();
    run.call(identity, ToolArguments.empty());

    assertRefused("calls_used_up", run.call("{}"));
    next.set(ToolOutcome.success("approved"));
    assertFalse(run.call(identity, ToolArguments.empty()).isError());

    assertEquals(1, book.everybody().spent().of(Quantity.CALLS));
    assertEquals(1, book.everybody().taken().of(Quantity.CALLS));
  }

  @Test
  void anInterruptGivesBackAndADefectIsPaid() throws Exception {
    BudgetBook book = BudgetBook.of(TWO, TWO);
    AtomicReference<Throwable> thrown = new AtomicReference<>(new InterruptedException("stop"));
    ChainHarness chain =
        ChainHarness.around(
                ToolDescriptor.of(search),
                call -> {
                  if (thrown.get() instanceof InterruptedException interrupted) {
                    throw interrupted;
                  }
                  throw new IllegalStateException("a defect");
                })
            .layer(Budgets.builder().book(book).build())
            .build();

    assertThrows(InterruptedException.class, () -> chain.call("{}"));
    assertEquals(Spend.NOTHING, book.everybody().taken());
    thrown.set(new IllegalStateException());
    assertThrows(IllegalStateException.class, () -> chain.call("{}"));
    assertEquals(Spend.ONE_CALL, book.everybody().spent());
    assertEquals(Spend.ONE_CALL, book.everybody().taken());
  }

  @Test
  void nearTheLimitTheModelIsToldAfterTheResult() throws Exception {
    HarnessRun run =
        around(search, Budgets.builder().perRun(Allowance.unlimited().calls(4))).newRun();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      texts.add(run.call("{}").textForModel());
    }

    assertEquals(
        List.of(
            "found",
            "found\n\n(2 tool calls are left in this run.)",
            "found\n\n(1 tool call is left in this run.)",
            "found\n\n(No tool calls are left in this run; answer with what you have.)"),
        texts);
  }

  @Test
  void nearTheLimitOfAToolTheModelIsToldOfTheTool() throws Exception {
    HarnessRun run = around(search, Budgets.builder().perTool("search", TWO).noticeAt(1)).newRun();

    assertEquals(
        "found\n\n(This tool can be called once more in this run.)", run.call("{}").textForModel());
    assertEquals(
        "found\n\n(This tool cannot be called any more in this run.)",
        run.call("{}").textForModel());
  }

  @Test
  void onlyResultsCarryANoticeAndOnlyIfWanted() throws Exception {
    ToolOutcome error = ToolOutcome.toolError("no");
    assertEquals(
        error,
        ChainHarness.around(ToolDescriptor.of(search), call -> error)
            .layer(Budgets.builder().perRun(TWO).build())
            .build()
            .call("{}"));
    assertEquals(
        "found",
        around(search, Budgets.builder().perRun(TWO).withoutNotice()).call("{}").textForModel());
  }

  @Test
  void aRunMayBeToldToEndWhenItsBudgetIsUsedUp() {
    Layer budgets = Budgets.builder().perRun(TWO).stopWhenUsedUp().build();
    try (AgentRuntime runtime =
        AgentRuntime.builder(
                ScriptedModel.of(
                    Turn.call("search", "{}"),
                    Turn.call("search", "{}"),
                    Turn.call("search", "{}").saying("once more")))
            .tools(search)
            .middleware(budgets)
            .build()) {
      RunResult.Stopped stopped =
          assertInstanceOf(RunResult.Stopped.class, runtime.agent("agent").build().run("go"));

      assertEquals(StopReason.LAYER, stopped.reason());
      assertEquals("budget: run: 2 of 2 tool calls taken, 1 more wanted", stopped.detail());
      assertEquals(2, search.invocations().size());
    }
  }

  @Test
  void callsSideBySideNeverSpendMoreThanThereIs() {
    try (AgentRuntime runtime =
        AgentRuntime.builder(
                ScriptedModel.of(
                    Turn.call("search", "{}")
                        .andCall("search", "{}")
                        .andCall("search", "{}")
                        .andCall("search", "{}"),
                    Turn.answer("done")))
            .tools(search)
            .middleware(Budgets.builder().perRun(THREE).build())
            .build()) {
      assertEquals("done", runtime.agent("agent").build().run("go").text());
      assertEquals(3, search.invocations().size());
    }
  }

  /** How a turn of four calls ends where three fit. */
  private List<String> codesOfFour(Layer further) {
    List<String> codes = new ArrayList<>(List.of("", "", "", ""));
    Layer looking =
        Layer.of(
            Anchor.OBSERVE,
            "look",
            (call, next) -> {
              ToolOutcome outcome = next.handle(call);
              codes.set(call.turn() == 1 ? call.position() : 3, outcome.code());
              return outcome;
            });
    try (AgentRuntime runtime =
        AgentRuntime.builder(
                ScriptedModel.of(
                    Turn.call("search", "{}")
                        .andCall("search", "{}")
                        .andCall("search", "{}")
                        .andCall("search", "{}"),
                    Turn.answer("done")))
            .time(time)
            .tools(search)
            .middleware(looking, further, Budgets.builder().perRun(THREE).build())
            .build()) {
      assertEquals("done", runtime.agent("agent").build().run("go").text());
    }
    return codes;
  }

  @Test
  void ofTheCallsOfOneTurnTheLastOnesAreRefusedWhicheverComesFirst() {
    Layer slowAtFirst =
        Layer.of(
            Anchor.ENRICH,
            "slow",
            (call, next) -> {
              time.sleep(Duration.ofSeconds(4 - call.position()));
              return next.handle(call);
            });

    assertEquals(List.of("success", "success", "success", "blocked"), codesOfFour(slowAtFirst));
  }

  @Test
  void whatWasSetAsideForACallThatNeverCameIsGivenBack() {
    Layer denying =
        Layer.of(
            Anchor.POLICY,
            "deny",
            (call, next) ->
                call.position() == 0 ? new ToolOutcome.Rejected("rule", "no") : next.handle(call));
    BudgetBook book = BudgetBook.of(THREE, THREE);
    try (AgentRuntime runtime =
        AgentRuntime.builder(
                ScriptedModel.of(
                    Turn.call("search", "{}").andCall("search", "{}"), Turn.answer("done")))
            .tools(search)
            .middleware(denying, Budgets.builder().book(book).build())
            .build()) {
      assertEquals("done", runtime.agent("agent").build().run("go").text());
    }

    assertEquals(1, search.invocations().size());
    assertEquals(Spend.ONE_CALL, book.everybody().spent());
    assertEquals(Spend.ONE_CALL, book.everybody().taken());
  }

  @Test
  void theWaitForAHumanIsNoActiveTime() throws Exception {
    BudgetBook book = BudgetBook.of(Allowance.unlimited().activeTime(Duration.ofSeconds(5)), TWO);
    FakeTool slow = FakeTool.named("slow").delay(Duration.ofSeconds(3)).build();
    HarnessRun run =
        ChainHarness.around(slow)
            .time(time)
            .link(
                Anchor.APPROVAL,
                "human",
                (call, next) -> {
                  time.sleep(Duration.ofMinutes(10));
                  return next.handle(call);
                })
            .layer(
                Budgets.builder().book(book).perTool("*", Allowance.unlimited().calls(9)).build())
            .build()
            .newRun();

    assertFalse(run.call("{}").isError());
    assertEquals(
        Duration.ofSeconds(3).toNanos(), book.everybody().spent().of(Quantity.ACTIVE_TIME));
    assertFalse(run.call("{}").isError());
    assertRefused("calls_used_up", run.call("{}"));
    book.of(Optional.empty()).reset();
    assertRefused("active_time_used_up", run.call("{}"));
    assertEquals(
        Duration.ofSeconds(6).toNanos(), book.everybody().spent().of(Quantity.ACTIVE_TIME));
    assertEquals(Duration.ofSeconds(20 * 60 + 6), time.elapsed());
  }

  @Test
  void aToolOfWhichNothingIsLimitedCostsNothing() {
    assertEquals(
        "search", ChainHarness.around(search).layer(Budgets.defaults()).build().toString());
    assertEquals(
        "search",
        ChainHarness.around(search)
            .layer(Budgets.builder().perTool("other", TWO).build())
            .build()
            .toString());
    assertEquals("budget(search)", around(search, Budgets.builder().perRun(TWO)).toString());
  }

  @Test
  void nonsenseIsRefusedByKeyValueAndBound() {
    assertEquals(
        "budget noticeAt must be at least 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> Budgets.builder().noticeAt(0))
            .getMessage());
    assertEquals(
        "price of 'pay' must be tokens or cost only, was 1 tool calls",
        assertThrows(
                IllegalArgumentException.class,
                () -> Budgets.builder().price("pay", Spend.ONE_CALL))
            .getMessage());
  }

  @Test
  void itTellsItsSettings() {
    assertEquals(
        "Budgets(BudgetBook(3 tool calls, per tenant 2 tool calls), per run 2 tool calls, per tool"
            + " and run none, pay* 3 tool calls, a call takes none, pay 1 tool calls, 7 tokens,"
            + " notice at 2, then stop)",
        Budgets.builder()
            .book(BudgetBook.of(THREE, TWO))
            .perRun(TWO)
            .perTool("pay*", THREE)
            .price("pay", Spend.NOTHING.andTokens(7))
            .stopWhenUsedUp()
            .build()
            .toString());
  }

  @Test
  void subAgentsSpendTheBudgetOfTheWholeTree() {
    AtomicReference<Agent> inner = new AtomicReference<>();
    FakeTool ask =
        FakeTool.named("ask")
            .replies(call -> ToolOutcome.success(inner.get().run("x").text()))
            .build();
    try (AgentRuntime runtime =
        AgentRuntime.builder(ScriptedModel.of(Turn.call("ask", "{}"), Turn.answer("done")))
            .tools(ask, search)
            .middleware(Budgets.builder().perRun(THREE).withoutNotice().build())
            .build()) {
      inner.set(
          runtime
              .agent("inner")
              .model(
                  ScriptedModel.of(
                      Turn.call("search", "{}"),
                      Turn.call("search", "{}"),
                      Turn.call("search", "{}"),
                      Turn.answer("inner")))
              .build());

      assertEquals("done", runtime.agent("outer").build().run("go").text());
      assertEquals(2, search.invocations().size(), "one call was the outer agent's");
      assertEquals(1, ask.invocations().size());
    }
  }
}

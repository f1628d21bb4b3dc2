package dev.agentruntime.middleware.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.approval.ApprovalState;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the keys of a file do to calls; each tag is a key whose effect is shown. */
@ExtendWith(RuntimeExtension.class)
class ConfiguredCallsTest {
  private static final String BARE = "preset = \"minimal\"\n";
  private static final AgentTool.Body DOWN = Replies.failure(() -> new ConnectException("down"));

  private final List<ChainHarness> open = new ArrayList<>();
  private final VirtualTime time;
  private Approvals approvals;

  ConfiguredCallsTest(VirtualTime time) {
    this.time = time;
    this.approvals = Approvals.inMemory().on(time);
  }

  @AfterEach
  void close() {
    open.forEach(ChainHarness::close);
  }

  private HarnessRun run(FakeTool tool, String toml) {
    return run(tool, toml, RunOptions.none());
  }

  private HarnessRun run(FakeTool tool, String toml, RunOptions options) {
    approvals = Approvals.inMemory().on(time);
    ChainHarness.Builder builder = ChainHarness.around(tool).time(time);
    GovernanceConfig.parse(BARE + toml, ConfigurationParts.none().approvals(approvals))
        .tools()
        .build()
        .forEach(builder::layer);
    ChainHarness chain = builder.build();
    open.add(chain);
    return chain.newRun(options);
  }

  private static FakeTool.Builder search() {
    return FakeTool.named("search").traits(ToolTrait.READ_ONLY, ToolTrait.CACHEABLE);
  }

  private static List<String> codes(HarnessRun run, int turns) throws InterruptedException {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      codes.add(call(run, i + 1, "{\"of\":1,\"i\":" + i + "}"));
    }
    return codes;
  }

  private static List<String> same(HarnessRun run, int turns) throws InterruptedException {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      codes.add(call(run, i + 1, "{\"of\":1}"));
    }
    return codes;
  }

  private static String call(HarnessRun run, int turn, String arguments)
      throws InterruptedException {
    ToolChain.Identity identity = new ToolChain.Identity("call-" + turn, "search", turn, 0, null);
    return run.call(identity, ToolArguments.ofText(arguments)).code();
  }

  @Test
  @Tag("timeout.limit")
  @Tag("timeout.tools")
  void aCallEndsAtTheLimitOfItsTool() throws InterruptedException {
    FakeTool tool = search().delay(Duration.ofMinutes(1)).build();

    assertEquals(
        Duration.ofSeconds(7), timedOut(run(tool, "[timeout]\nlimit = \"7s\"").call("{}")).limit());
    assertEquals(
        Duration.ofSeconds(2),
        timedOut(run(tool, "[timeout]\ntools = { search = \"2s\" }").call("{}")).limit());
    assertEquals(Duration.ofSeconds(9), time.elapsed());
  }

  private static ToolOutcome.TimedOut timedOut(ToolOutcome outcome) {
    return assertInstanceOf(ToolOutcome.TimedOut.class, outcome);
  }

  @Test
  @Tag("retry.max-attempts")
  @Tag("retry.first-backoff")
  @Tag("retry.longest-backoff")
  @Tag("retry.never")
  @Tag("retry.quota")
  void aCallIsTriedAsOftenAndWaitsNoLongerThanTheFileSays() throws InterruptedException {
    FakeTool tool = search().replies(DOWN).build();
    String retry =
        "[retry]\nmax-attempts = 5\nfirst-backoff = \"1ms\"\nlongest-backoff = \"2ms\"\n";

    run(tool, retry).call("{}");
    assertEquals(5, tool.invocations().size());
    assertTrue(time.elapsed().compareTo(Duration.ofMillis(7)) <= 0, time.elapsed().toString());

    run(tool, retry + "never = [\"sea*\"]").call("{}");
    assertEquals(6, tool.invocations().size());

    run(tool, retry + "quota = 1").call("{}");
    assertEquals(8, tool.invocations().size());
  }

  @Test
  @Tag("breaker.failures")
  @Tag("breaker.of-last")
  @Tag("breaker.open-for")
  @Tag("breaker.without")
  void aCircuitOpensAndClosesAsTheFileSays() throws InterruptedException {
    FakeTool down = search().replies(DOWN).build();
    HarnessRun run = run(down, "[breaker]\nfailures = 2\nopen-for = \"9s\"");
    codes(run, 2);
    assertEquals(
        CircuitBreaker.OPEN,
        assertInstanceOf(ToolOutcome.Blocked.class, run.call("{}")).reasonCode());
    time.sleep(Duration.ofSeconds(9));
    run.call("{}");
    assertEquals(3, down.invocations().size());

    FakeTool shaky = search().onCall(1, DOWN).onCall(3, DOWN).build();
    codes(run(shaky, "[breaker]\nfailures = 2\nof-last = 3"), 4);
    assertEquals(3, shaky.invocations().size());

    FakeTool free = search().replies(DOWN).build();
    codes(run(free, "[breaker]\nfailures = 2\nwithout = [\"search\"]"), 4);
    assertEquals(4, free.invocations().size());
  }

  @Test
  @Tag("rate-limit.limits")
  @Tag("rate-limit.limits.calls")
  @Tag("rate-limit.limits.per")
  @Tag("rate-limit.limits.burst")
  @Tag("rate-limit.costs")
  @Tag("rate-limit.max-wait")
  void noMoreCallsThanTheRateOfTheFile() throws InterruptedException {
    String limits = "[rate-limit]\nmax-wait = \"%s\"\nlimits = [{ calls = 2, per = \"20s\"%s }]\n";

    assertEquals(
        List.of("success", "success", "blocked"),
        codes(run(search().build(), limits.formatted("0s", "")), 3));
    assertEquals(
        List.of("success", "blocked"),
        codes(run(search().build(), limits.formatted("0s", ", burst = 1")), 2));
    assertEquals(
        List.of("success", "blocked"),
        codes(run(search().build(), limits.formatted("0s", "") + "costs = { search = 2 }"), 2));
    assertEquals(Duration.ZERO, time.elapsed());
    assertEquals(
        List.of("success", "success", "success"),
        codes(run(search().build(), limits.formatted("15s", "")), 3));
    assertEquals(Duration.ofSeconds(10), time.elapsed());
  }

  @Test
  @Tag("bulkhead.tools")
  @Tag("bulkhead.max-queued")
  void noMoreCallsAtATimeThanTheFileSays() throws InterruptedException {
    FakeTool tool = search().delay(Duration.ofSeconds(1)).build();
    HarnessRun run = run(tool, "[bulkhead]\ntools = { search = 2 }\nmax-queued = 1");
    List<String> codes = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          time.start(
              "caller-" + i,
              () -> {
                try {
                  String code = run.call("{}").code();
                  synchronized (codes) {
                    codes.add(code);
                  }
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
      time.sleep(Duration.ofNanos(1));
    }
    for (Thread thread : threads) {
      time.join(thread);
    }

    assertEquals(List.of("blocked", "success", "success", "success"), codes);
    assertEquals(2, tool.mostAtOnce());
  }

  @Test
  @Tag("failure-limit.failures")
  @Tag("failure-limit.cool-down")
  @Tag("failure-limit.exempt")
  void aToolIsShutOffAfterTheFailuresAndForTheTimeOfTheFile() throws InterruptedException {
    FakeTool tool = search().replies(Replies.error("no")).build();
    HarnessRun run = run(tool, "[failure-limit]\nfailures = 2\ncool-down = \"5s\"");

    assertEquals(List.of("tool_error", "tool_error", "blocked"), codes(run, 3));
    time.sleep(Duration.ofSeconds(5));
    assertEquals("tool_error", run.call("{}").code());
    assertEquals(
        List.of("tool_error", "tool_error", "tool_error"),
        codes(run(tool, "[failure-limit]\nfailures = 2\nexempt = [\"search\"]"), 3));
  }

  @Test
  @Tag("loop-detection.warn-at")
  @Tag("loop-detection.block-at")
  @Tag("loop-detection.stop-after")
  @Tag("loop-detection.exempt")
  @Tag("loop-detection.ignoring")
  @Tag("loop-detection.comparing")
  void repetitionsAreRefusedAtTheThresholdsOfTheFile() throws InterruptedException {
    String loop = "[loop-detection]\nwarn-at = 2\nblock-at = 3\nstop-after = 1\n";
    HarnessRun run = run(search().build(), loop);

    assertEquals(List.of("success", "success", "blocked"), same(run, 3));
    assertEquals(1, run.stopRequests().size());
    assertEquals(
        List.of("success", "success", "success"),
        same(run(search().build(), loop + "exempt = [\"search\"]"), 3));
    assertEquals(List.of("success", "success", "success"), codes(run(search().build(), loop), 3));
    assertEquals(
        List.of("success", "success", "blocked"),
        codes(run(search().build(), loop + "ignoring = { search = [\"i\"] }"), 3));
    assertEquals(
        List.of("success", "success", "blocked"),
        codes(run(search().build(), loop + "comparing = { search = [\"of\"] }"), 3));
  }

  @Test
  @Tag("budgets.run")
  @Tag("budgets.run.calls")
  @Tag("budgets.run.tokens")
  @Tag("budgets.run.cost-micros")
  @Tag("budgets.tools.limits.calls")
  @Tag("budgets.prices")
  @Tag("budgets.prices.tool")
  @Tag("budgets.prices.tokens")
  @Tag("budgets.prices.cost-micros")
  @Tag("budgets.stop-when-used-up")
  void aRunSpendsNoMoreThanTheBudgetsOfTheFile() throws InterruptedException {
    List<String> two = List.of("success", "success", "blocked");
    HarnessRun stopping =
        run(search().build(), "[budgets]\nrun = { calls = 2 }\nstop-when-used-up = true");

    assertEquals(two, codes(stopping, 3));
    assertEquals(1, stopping.stopRequests().size());
    assertEquals(
        two,
        codes(
            run(
                search().build(),
                "[budgets]\ntools = [{ tool = \"search\", limits = { calls = 2 } }]"),
            3));
    assertEquals(
        two,
        codes(
            run(
                search().build(),
                "[budgets]\nrun = { tokens = 5 }\nprices = [{ tool = \"s*\", tokens = 2 }]"),
            3));
    assertEquals(
        two,
        codes(
            run(
                search().build(),
                "[budgets]\nrun = { cost-micros = 5 }\n"
                    + "prices = [{ tool = \"s*\", cost-micros = 2 }]"),
            3));
  }

  @Test
  @Tag("budgets.run.active-time")
  void aRunIsAtWorkNoLongerThanTheFileSays() throws InterruptedException {
    FakeTool slow = search().delay(Duration.ofSeconds(3)).build();

    assertEquals(
        List.of("success", "blocked"),
        codes(run(slow, "[budgets]\nrun = { active-time = \"3s\" }"), 2));
  }

  @Test
  @Tag("output-cap.limit-characters")
  @Tag("output-cap.tools")
  @Tag("output-cap.head-share")
  void aResultIsCutToTheCapOfTheFile() throws InterruptedException {
    FakeTool tool = FakeTool.answering("search", "a".repeat(5_000) + "b".repeat(5_000));

    String capped =
        run(tool, "[output-cap]\nlimit-characters = 2000\nhead-share = 1")
            .call("{}")
            .textForModel();
    assertTrue(capped.length() < 3_000 && !capped.contains("bb"), capped);
    String tail =
        run(tool, "[output-cap]\ntools = { search = 2000 }\nhead-share = 0")
            .call("{}")
            .textForModel();
    assertTrue(tail.length() < 3_000 && !tail.contains("aa"), tail);
  }

  @Test
  @Tag("result-cache.tools")
  void aResultIsRememberedAsLongAsTheFileSays() throws InterruptedException {
    FakeTool tool = search().build();
    HarnessRun run =
        run(
            tool,
            "[result-cache]\ntools = { search = \"5s\" }",
            RunOptions.builder().tenant("acme").principal("eve").build());

    same(run, 2);
    assertEquals(1, tool.invocations().size());
    time.sleep(Duration.ofSeconds(6));
    same(run, 1);
    assertEquals(2, tool.invocations().size());
  }

  @Test
  @Tag("enrichment.supply.value")
  @Tag("enrichment.supply.attribute")
  void anArgumentComesFromTheRunAsTheFileSays() throws InterruptedException {
    RunOptions options =
        RunOptions.builder().tenant("acme").principal("eve").attribute("desk", "7").build();
    for (String[] source :
        new String[][] {
          {"value = \"tenant\"", "acme"},
          {"value = \"principal\"", "eve"},
          {"attribute = \"desk\"", "7"}
        }) {
      FakeTool tool =
          FakeTool.named("search")
              .schema(JsonObjectSchema.builder().addStringProperty("of").build())
              .build();
      run(tool, "[enrichment]\nsupply = [{ argument = \"of\", " + source[0] + " }]", options)
          .call("{}");

      assertEquals("{\"of\":\"" + source[1] + "\"}", tool.invocations().getFirst().arguments());
    }
  }

  @Test
  @Tag("policy.otherwise")
  @Tag("policy.rules")
  @Tag("policy.rules.effect")
  @Tag("policy.rules.reason")
  @Tag("policy.rules.tools")
  @Tag("policy.rules.when.equal-to")
  void aRuleOfTheFileRefusesWithItsReason() throws InterruptedException {
    String rules =
        "[policy]\nrules = [{ id = \"r\", effect = \"deny\", reason = \"closed today\","
            + " tools = [\"sea*\"], when = [{ at = \"/i\", equal-to = %s }] }]";

    HarnessRun run = run(search().build(), rules.formatted("1"));
    assertEquals(List.of("success", "rejected", "success"), codes(run, 3));
    assertTrue(run.call("{\"i\":1}").textForModel().contains("closed today"));
    assertEquals(
        "rejected", run(search().build(), rules.formatted("\"x\"")).call("{\"i\":\"x\"}").code());
    assertEquals(
        "rejected", run(search().build(), "[policy]\notherwise = \"deny\"").call("{}").code());
  }

  @Test
  @Tag("approval.ask")
  @Tag("approval.ask.having")
  @Tag("approval.lifetime")
  void whatNobodyApprovesExpiresWhenTheFileSays() throws InterruptedException {
    for (String about : List.of("tools = [\"search\"]", "having = [\"read-only\"]")) {
      FakeTool tool = search().build();
      Duration before = time.elapsed();

      ToolOutcome outcome =
          run(tool, "[approval]\nlifetime = \"90s\"\nask = [{ " + about + " }]").call("{}");

      assertEquals(
          Duration.ofSeconds(90),
          assertInstanceOf(ToolOutcome.ApprovalExpired.class, outcome).lifetime());
      assertEquals(Duration.ofSeconds(90), time.elapsed().minus(before));
      assertEquals(List.of(), tool.invocations());
    }
  }

  @Test
  @Tag("approval.on-demand")
  @Tag("approval.on-demand.among")
  @Tag("approval.on-demand.needed")
  @Tag("approval.on-demand.not-requester")
  @Tag("approval.suspending")
  void whereAnotherLayerAsksThosePeopleDecideWhomTheFileNames() throws InterruptedException {
    run(
            search().build(),
            """
            [policy]
            otherwise = "ask"
            [approval]
            suspending = true
            on-demand = { among = ["ann", "bob"], needed = 2, not-requester = true }
            """)
        .call("{}");

    ApprovalCase asked = approvals.open().getFirst();
    assertEquals(ApprovalState.PENDING, asked.state());
    assertEquals(new ApprovalRule(2, Set.of("ann", "bob"), true), asked.request().rule());
  }
}

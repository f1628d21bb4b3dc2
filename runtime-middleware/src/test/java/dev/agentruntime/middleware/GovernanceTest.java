package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.effect.InMemoryEffectStore;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.budget.Budgets;
import dev.agentruntime.middleware.bulkhead.Bulkhead;
import dev.agentruntime.middleware.cache.ResultCache;
import dev.agentruntime.middleware.effect.EffectGuard;
import dev.agentruntime.middleware.enrich.ContextEnrichment;
import dev.agentruntime.middleware.failure.FailureLimit;
import dev.agentruntime.middleware.loop.LoopDetection;
import dev.agentruntime.middleware.output.OutputCap;
import dev.agentruntime.middleware.policy.Policy;
import dev.agentruntime.middleware.policy.PolicyLayer;
import dev.agentruntime.middleware.rate.Rate;
import dev.agentruntime.middleware.rate.RateKey;
import dev.agentruntime.middleware.rate.RateLimit;
import dev.agentruntime.middleware.redact.boundary.Redaction;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.middleware.taint.Taint;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GovernanceTest {
  private final CapturingLogger log = new CapturingLogger();

  @Test
  void theOrderIsTheOneThatWorks() {
    Governance standard = Governance.standard().build();

    assertEquals(
        "guard(log(audit(loop-detection(failure-limit(output-cap(timeout(breaker(tool))))))))",
        standard.toString());
    assertEquals(
        "guard(log(audit(failure-limit-mistakes(audit-intent(loop-detection(failure-limit("
            + "breaker-peek(output-cap(breaker-watch(failure-limit-count("
            + "timeout(log-attempts(breaker(audit-started(search)))))))))))))))",
        composed(standard).toString());
  }

  @Test
  void everyRowHasOnePlaceInTheOrder() {
    assertEquals(List.of(GovernanceLayer.values()), Governance.inOrder().toList());
  }

  @Test
  void theOrderIsTheSameWhateverTheOrderOfTelling() {
    List<Consumer<GovernanceBuilder>> told =
        new ArrayList<>(
            List.of(
                b -> b.retry(Retry.standard()),
                b -> b.approval(Approval.builder(Approvals.inMemory()).build()),
                b -> b.budgets(Budgets.defaults()),
                b -> b.taint(Taint.standard()),
                b -> b.bulkhead(Bulkhead.builder().build()),
                b -> b.redaction(Redaction.standard()),
                b -> b.failureLimit(FailureLimit.standard()),
                b -> b.effectGuard(EffectGuard.of(new InMemoryEffectStore())),
                b -> b.rateLimit(RateLimit.builder().build()),
                b -> b.policy(PolicyLayer.of(Policy.defaults())),
                b -> b.breaker(CircuitBreaker.standard()),
                b -> b.timeout(Timeout.standard()),
                b -> b.outputCap(OutputCap.standard()),
                b -> b.resultCache(ResultCache.builder().build()),
                b -> b.enrichment(ContextEnrichment.builder().build()),
                b -> b.loopDetection(LoopDetection.standard()),
                b -> b.audit(Audit.standard()),
                b -> b.logger(CallLogger.standard()),
                b -> b.panicRecovery(new PanicRecovery())));
    Random random = new Random(7);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(told, random);
      GovernanceBuilder builder = Governance.minimal();
      told.forEach(step -> step.accept(builder));

      assertEquals(
          "guard(log(audit(enrichment(policy(loop-detection(failure-limit(budget(taint(approval("
              + "output-cap(result-cache(effect-guard(timeout(retry(breaker(rate-limit(bulkhead("
              + "redaction(tool)))))))))))))))))))",
          builder.build().toString());
    }
  }

  @Test
  void theSmallestPresetIsGuardLogAndTimeout() {
    assertEquals("guard(log(timeout(tool)))", Governance.minimal().build().toString());
  }

  @Test
  void aPresetHasTheThresholdsOfTheWellKnownGoChain() throws InterruptedException {
    ChainHarness chain = composed(Governance.goCompatible().build());
    HarnessRun run = chain.newRun();

    assertEquals("success", call(run, 1).code());
    ToolOutcome second = call(run, 2);
    assertEquals("blocked", second.code(), "the second identical call is refused");

    Governance go = Governance.goCompatible().build();
    String breaker = go.layer(CircuitBreaker.class).orElseThrow().toString();
    assertTrue(breaker.contains("opens after 3 failures of 3, for PT30S"), breaker);
    assertTrue(go.layer(FailureLimit.class).orElseThrow().toString().contains("3"));
  }

  private static ToolOutcome call(HarnessRun run, int turn) throws InterruptedException {
    return run.call(
        new ToolChain.Identity("call-" + turn, "search", turn, 0, null),
        ToolArguments.ofText("{}"));
  }

  @Test
  void everyLayerCanBeSwitchedOffAndThenCostsNothing() {
    Governance all = Governance.standard().build();
    for (GovernanceLayer row : GovernanceLayer.values()) {
      int left = Governance.standard().without(row).build().layers().size();
      assertTrue(left >= all.layers().size() - 1, row.name());
    }
    GovernanceBuilder builder = Governance.standard();
    for (GovernanceLayer row : GovernanceLayer.values()) {
      builder.without(row);
    }
    assertEquals("tool", builder.build().toString());
    assertEquals("search", composed(builder.build()).toString());
  }

  @Test
  void aLayerIsFoundByItsType() {
    Governance standard = Governance.standard().build();

    assertTrue(standard.layer(Audit.class).isPresent());
    assertTrue(standard.layer(Retry.class).isEmpty());
  }

  @Test
  void anExplanationSaysOfEveryRowWhatBecomesOfItForATool() {
    Governance governance = Governance.standard().retry(Retry.standard()).build();
    GovernanceExplanation explained =
        governance.explain(ToolDescriptor.of(FakeTool.named("charge").build()));

    assertEquals(
        List.of(GovernanceLayer.values()),
        explained.rows().stream().map(GovernanceExplanation.Row::layer).toList());
    String told = explained.toString();
    assertTrue(told.startsWith("charge\n  PANIC_RECOVERY: "), told);
    assertTrue(told.contains("\n  POLICY: off\n"), told);
    assertTrue(told.contains("at most 8 abandoned per tool) as timeout@CALL_TIMEOUT["), told);
    GovernanceExplanation.Row retry =
        explained.rows().stream()
            .filter(row -> row.layer() == GovernanceLayer.RETRY)
            .findFirst()
            .orElseThrow();
    assertEquals(GovernanceExplanation.State.NOT_APPLICABLE, retry.state(), "it has effects");
    assertEquals("the tool is not repeatable", retry.reason());
    assertTrue(told.contains("does not apply to this tool: the tool is not repeatable"), told);
  }

  @Test
  void everyRowThatDoesNotApplySaysWhy() {
    Governance governance =
        Governance.standard()
            .enrichment(ContextEnrichment.builder().supply("x_*", "tenant", call -> "acme").build())
            .policy(PolicyLayer.of(Policy.defaults()))
            .loopDetection(LoopDetection.builder().exempt("charge").build())
            .failureLimit(FailureLimit.builder().exempt("charge").withoutMistakes().build())
            .budgets(Budgets.builder().build())
            .resultCache(ResultCache.builder().cache("x_*", Duration.ofHours(1)).build())
            .effectGuard(
                EffectGuard.builder(new InMemoryEffectStore()).guard("charge", false).build())
            .timeout(Timeout.builder().unlimited("charge").build())
            .retry(Retry.standard())
            .breaker(CircuitBreaker.builder().without("charge").build())
            .rateLimit(
                RateLimit.builder()
                    .limit("x_*", Rate.of(1, Duration.ofHours(1)), RateKey.TOOL)
                    .build())
            .bulkhead(Bulkhead.builder().limit("x_*", 1).build())
            .build();

    List<String> silent =
        governance.explain(ToolDescriptor.of(FakeTool.named("charge").build())).rows().stream()
            .filter(row -> row.state() == GovernanceExplanation.State.NOT_APPLICABLE)
            .filter(row -> row.reason().isEmpty())
            .map(GovernanceExplanation.Row::toString)
            .toList();

    assertEquals(List.of(), silent);
  }

  @Test
  void timeoutsReachTheirLayer() {
    Governance governance =
        Governance.standard()
            .timeout(Duration.ofSeconds(5))
            .timeout("restart_*", Duration.ofSeconds(60))
            .build();

    assertEquals(
        "Timeout(calls PT5S, restart_* PT1M, attempts none, grace PT2S, at most 8 abandoned per"
            + " tool)",
        governance.layer(Timeout.class).orElseThrow().toString());
  }

  @Test
  void aTimeoutLayerOfTheHostsMakingIsTakenAsItIsAndCanBeAddedTo() {
    Timeout own = Timeout.builder().grace(Duration.ofSeconds(9)).build();

    Governance governance =
        Governance.standard()
            .without(GovernanceLayer.TIMEOUT)
            .timeout(own)
            .timeout("a", Duration.ofSeconds(1))
            .build();

    assertEquals(
        "Timeout(calls PT30S, a PT1S, attempts none, grace PT9S, at most 8 abandoned per tool)",
        governance.layer(Timeout.class).orElseThrow().toString());
  }

  @Test
  void aLimitSaidAfterSwitchingTimeoutsOffSwitchesThemOn() {
    assertEquals(
        "guard(log(timeout(tool)))",
        Governance.minimal()
            .without(GovernanceLayer.TIMEOUT)
            .timeout(Duration.ofSeconds(1))
            .build()
            .toString());
  }

  @Test
  void theLoggerGivenIsTheOneThatLogs() throws InterruptedException {
    Governance governance =
        Governance.standard().logger(CallLogger.builder().logger(log).build()).build();

    composed(governance).call("{}");

    assertEquals(1, log.lines(org.slf4j.event.Level.INFO).size());
  }

  @Test
  void panicRecoveryRecovers() throws InterruptedException {
    Layer broken =
        Layer.of(
            dev.agentruntime.chain.Anchor.POLICY,
            "broken",
            (call, next) -> {
              throw new IllegalStateException("defect");
            });

    assertInstanceOf(
        ToolOutcome.Internal.class,
        composed(Governance.standard().without(GovernanceLayer.LOGGER).build(), broken).call("{}"));
    ChainHarness bare =
        composed(
            Governance.standard()
                .without(GovernanceLayer.PANIC_RECOVERY)
                .without(GovernanceLayer.LOGGER)
                .build(),
            broken);
    assertThrows(IllegalStateException.class, () -> bare.call("{}"));
  }

  @Test
  void senselessValuesAreRefusedAtOnce() {
    GovernanceBuilder builder = Governance.standard();

    assertEquals(
        "timeout must be positive, was PT0S",
        assertThrows(IllegalArgumentException.class, () -> builder.timeout(Duration.ZERO))
            .getMessage());
    assertEquals(
        "a tool pattern must be a name or contain '*', and have no blanks around it, was ' '",
        assertThrows(
                IllegalArgumentException.class, () -> builder.timeout(" ", Duration.ofSeconds(1)))
            .getMessage());
  }

  @Test
  void itIsIterableForTheRuntimesBuilder() {
    List<Layer> layers = new ArrayList<>();
    Governance governance = Governance.standard().build();
    governance.forEach(layers::add);

    assertEquals(governance.layers(), layers);
    assertEquals(
        List.of(
            "guard",
            "log",
            "audit",
            "loop-detection",
            "failure-limit",
            "output-cap",
            "timeout",
            "breaker"),
        layers.stream().map(Layer::name).toList());
  }

  private static ChainHarness composed(Governance governance, Layer... more) {
    ChainHarness.Builder builder =
        ChainHarness.around(FakeTool.named("search").traits(ToolTrait.READ_ONLY).build());
    governance.forEach(builder::layer);
    List.of(more).forEach(builder::layer);
    return builder.build();
  }
}

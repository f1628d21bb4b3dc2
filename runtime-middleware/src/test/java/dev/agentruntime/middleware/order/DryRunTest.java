package dev.agentruntime.middleware.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.agentruntime.chain.DryRun;
import dev.agentruntime.chain.Forecast;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.audit.AuditRing;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.cache.ResultCache;
import dev.agentruntime.middleware.policy.ArgumentCondition;
import dev.agentruntime.middleware.policy.Policy;
import dev.agentruntime.middleware.policy.PolicyLayer;
import dev.agentruntime.middleware.policy.PolicyRule;
import dev.agentruntime.middleware.rate.Rate;
import dev.agentruntime.middleware.rate.RateKey;
import dev.agentruntime.middleware.rate.RateLimit;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What governance would decide on a recorded call, without running it. */
@ExtendWith(RuntimeExtension.class)
class DryRunTest {
  private final AuditRing ring = AuditRing.standard();
  private final VirtualTime time;

  DryRunTest(VirtualTime time) {
    this.time = time;
  }

  private ChainHarness governed(FakeTool tool) {
    ChainHarness.Builder chain = ChainHarness.around(tool).time(time);
    Governance.standard()
        .audit(Audit.inMemory(ring).build())
        .policy(
            PolicyLayer.of(
                Policy.defaults()
                    .with(
                        PolicyRule.deny("no-secrets", "Secrets are not searched for.")
                            .tool("search")
                            .when(ArgumentCondition.at("/query").equalTo("secret")))))
        .rateLimit(
            RateLimit.builder()
                .limit("*", Rate.of(1, Duration.ofHours(1)), RateKey.TOOL)
                .maxWait(Duration.ZERO)
                .build())
        .breaker(CircuitBreaker.builder().failures(1).build())
        .build()
        .forEach(chain::layer);
    return chain.build();
  }

  private static Forecast by(String link, DryRun looked) {
    return looked.of(link).orElseThrow();
  }

  @Test
  void everyLinkThatLooksSaysWhatItWouldDecide() throws InterruptedException {
    FakeTool tool = Scene.tool().replies(Scene.DOWN).build();
    try (ChainHarness chain = governed(tool)) {
      HarnessRun run = chain.newRun();
      run.call("{\"query\":\"latency\"}");

      DryRun looked = run.dryRun("{\"query\":\"secret\"}");

      assertEquals("refuses: rejected", by("policy", looked).toString());
      assertInstanceOf(Forecast.Refuses.class, by("breaker-peek", looked));
      assertInstanceOf(Forecast.Refuses.class, by("rate-limit-peek", looked));
      assertEquals(new Forecast.Passes(), by("failure-limit", looked));
      assertEquals(new Forecast.Unsaid(), by("log", looked));
      assertEquals("policy", looked.stop().orElseThrow().link(), "the outermost one counts");
      assertEquals(new Forecast.Passes(), by("policy", run.dryRun("{\"query\":\"latency\"}")));
    }
  }

  @Test
  void whatIsRememberedIsServedWithoutATokenAndInAnOutage() throws InterruptedException {
    FakeTool tool = Scene.tool().onCall(2, Scene.DOWN).build();
    ChainHarness.Builder builder = ChainHarness.around(tool).time(time);
    Governance.standard()
        .resultCache(ResultCache.builder().cache("*", Duration.ofHours(1)).build())
        .rateLimit(
            RateLimit.builder()
                .limit("*", Rate.of(2, Duration.ofHours(1)), RateKey.TOOL)
                .maxWait(Duration.ZERO)
                .build())
        .breaker(CircuitBreaker.builder().failures(1).build())
        .build()
        .forEach(builder::layer);
    try (ChainHarness chain = builder.build()) {
      HarnessRun run = chain.newRun();
      run.call("{\"query\":\"latency\"}");
      run.call("{\"query\":\"another\"}");

      assertEquals("success", run.call("{\"query\":\"latency\"}").code());
      assertEquals("blocked", run.call("{\"query\":\"a third\"}").code());
      assertEquals(
          "result-cache", run.dryRun("{\"query\":\"latency\"}").stop().orElseThrow().link());
    }
  }

  @Test
  void nothingIsRunTakenOrPutOnRecord() throws InterruptedException {
    FakeTool tool = Scene.tool().build();
    try (ChainHarness chain = governed(tool)) {
      HarnessRun run = chain.newRun();
      for (int i = 0; i < 10; i++) {
        run.dryRun("{\"query\":\"latency\"}");
      }

      assertEquals(0, tool.invocations().size());
      assertEquals(List.of(), ring.records());
      assertEquals(
          "success", run.call("{\"query\":\"latency\"}").code(), "the token is still there");
    }
  }
}

package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GovernanceTest {
  private final CapturingLogger log = new CapturingLogger();

  @Test
  void theOrderIsTheOneThatWorks() {
    Governance standard = Governance.standard().build();

    assertEquals("guard(log(timeout(tool)))", standard.toString());
    assertEquals("guard(log(timeout(log-attempts(search))))", composed(standard).toString());
  }

  @Test
  void theOrderIsTheSameWhateverTheOrderOfTelling() {
    Governance governance =
        Governance.standard()
            .timeout(Duration.ofSeconds(5))
            .logger(CallLogger.standard())
            .timeout("a*", Duration.ofSeconds(1))
            .build();

    assertEquals("guard(log(timeout(tool)))", governance.toString());
  }

  @Test
  void everyLayerCanBeSwitchedOffAndThenCostsNothing() {
    assertEquals(
        "log(timeout(tool))", Governance.standard().withoutPanicRecovery().build().toString());
    assertEquals("guard(timeout(tool))", Governance.standard().withoutLogger().build().toString());
    assertEquals("guard(log(tool))", Governance.standard().withoutTimeout().build().toString());
    Governance none =
        Governance.standard().withoutPanicRecovery().withoutLogger().withoutTimeout().build();
    assertEquals("tool", none.toString());
    assertEquals("search", composed(none).toString());
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
        governance.layers().getLast().toString());
  }

  @Test
  void aTimeoutLayerOfTheHostsMakingIsTakenAsItIsAndCanBeAddedTo() {
    Timeout own = Timeout.builder().grace(Duration.ofSeconds(9)).build();

    Governance governance =
        Governance.standard()
            .withoutTimeout()
            .timeout(own)
            .timeout("a", Duration.ofSeconds(1))
            .build();

    assertEquals(
        "Timeout(calls PT30S, a PT1S, attempts none, grace PT9S, at most 8 abandoned per tool)",
        governance.layers().getLast().toString());
  }

  @Test
  void aLimitSaidAfterSwitchingTimeoutsOffSwitchesThemOn() {
    assertEquals(
        "guard(log(timeout(tool)))",
        Governance.standard().withoutTimeout().timeout(Duration.ofSeconds(1)).build().toString());
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
        composed(Governance.standard().withoutLogger().build(), broken).call("{}"));
    ChainHarness bare =
        composed(Governance.standard().withoutPanicRecovery().withoutLogger().build(), broken);
    assertThrows(IllegalStateException.class, () -> bare.call("{}"));
  }

  @Test
  void senselessValuesAreRefusedAtOnce() {
    Governance.Builder builder = Governance.standard();

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
    assertEquals(List.of("guard", "log", "timeout"), layers.stream().map(Layer::name).toList());
  }

  private static ChainHarness composed(Governance governance, Layer... more) {
    ChainHarness.Builder builder =
        ChainHarness.around(FakeTool.named("search").traits(ToolTrait.READ_ONLY).build());
    governance.forEach(builder::layer);
    List.of(more).forEach(builder::layer);
    return builder.build();
  }
}

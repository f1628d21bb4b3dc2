package dev.agentruntime.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class OfficeHoursTest {
  private static final FakeTool DROP =
      FakeTool.named("drop_table").traits(ToolTrait.DESTRUCTIVE).build();

  private static ChainHarness.Builder around(FakeTool tool) {
    ChainHarness.Builder chain = ChainHarness.around(tool);
    Governance.minimal().build().forEach(chain::layer);
    return chain.layer(new OfficeHours(ZoneOffset.UTC));
  }

  @Test
  void theLayerStandsWhereItsAnchorSays() {
    assertEquals(
        "guard(log(office-hours(timeout(log-attempts(drop_table)))))",
        around(DROP).build().toString());
    assertEquals(
        "guard(log(timeout(log-attempts(look))))",
        around(FakeTool.answering("look", "ok")).build().toString());
  }

  @Test
  void destructiveCallsAreRefusedAtNight() throws InterruptedException {
    try (VirtualTime time =
            VirtualTime.builder().startingAt(Instant.parse("2026-03-02T16:00:00Z")).build();
        ChainHarness chain = around(DROP).time(time).build()) {
      assertEquals("success", chain.call("{}").code());
      time.sleep(Duration.ofHours(2));
      assertEquals("blocked", chain.call("{}").code());
    }
  }

  @Test
  void anOrderThatBreaksWhatItDeclaresIsRefusedNamingBoth() {
    ChainHarness.Builder early =
        around(DROP)
            .link(
                Anchor.OBSERVE,
                "early-cache",
                (call, next) -> next.handle(call),
                LinkTrait.ANSWERS_FROM_MEMORY);
    ChainOrderException refused = assertThrows(ChainOrderException.class, early::build);
    assertTrue(String.valueOf(refused.getMessage()).contains("'early-cache'"));
    assertTrue(String.valueOf(refused.getMessage()).contains("'office-hours'"));
  }
}

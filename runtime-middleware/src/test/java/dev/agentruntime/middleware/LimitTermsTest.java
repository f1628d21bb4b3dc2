package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitTermsTest {
  private static final LimitTerms TERMS =
      new LimitTerms("restart", Duration.ofSeconds(30), Duration.ofSeconds(2), true);

  @Test
  void whatTheToolOrALayerAnsweredStandsThoughItIsLate() {
    List<ToolOutcome> standing =
        List.of(
            ToolOutcome.success("done"),
            ToolOutcome.toolError("no such pod"),
            new ToolOutcome.InvalidArguments("x"),
            new ToolOutcome.UnknownTool("x", List.of()),
            new ToolOutcome.Rejected("rule", "no"),
            new ToolOutcome.ApprovalExpired("req-1", Duration.ofMinutes(30)),
            new ToolOutcome.Blocked("layer", "code", "no", null),
            new ToolOutcome.Cancelled(Cancellation.of(Cancellation.Kind.REQUESTED, "enough")),
            new ToolOutcome.Suspended("req-1", "waiting"));

    for (ToolOutcome outcome : standing) {
      assertTrue(LimitTerms.stands(outcome), outcome::toString);
    }
  }

  @Test
  void aFailureDoesNotStandSinceTheInterruptMayHaveCausedIt() {
    List<ToolOutcome> falling =
        List.of(
            new ToolOutcome.InfrastructureError("inc-1", true, null),
            new ToolOutcome.TimedOut(Duration.ofSeconds(1), true, false),
            new ToolOutcome.Internal("inc-1", "link", null));

    for (ToolOutcome outcome : falling) {
      assertFalse(LimitTerms.stands(outcome), outcome::toString);
    }
  }

  @Test
  void theNearerEndCounts() {
    assertEquals(100, LimitTerms.nearer(Deadline.never(), 100));
    assertEquals(100, LimitTerms.nearer(Deadline.afterNanos(0, 200), 100));
    assertEquals(50, LimitTerms.nearer(Deadline.afterNanos(0, 50), 100));
    assertEquals(
        Long.MAX_VALUE - 1,
        LimitTerms.nearer(Deadline.afterNanos(10, Long.MAX_VALUE), Long.MAX_VALUE - 1),
        "the clock may overflow");
  }

  @Test
  void aCallForWhichNoTimeWasLeftHadNoEffect() {
    assertEquals(new ToolOutcome.TimedOut(Duration.ZERO, false, false), TERMS.notBegun(-5));
  }
}

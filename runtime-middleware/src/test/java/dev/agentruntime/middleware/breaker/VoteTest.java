package dev.agentruntime.middleware.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VoteTest {
  private static final Duration LEAST = Duration.ofSeconds(1);

  static List<ToolOutcome> everyOutcome() {
    return List.of(
        ToolOutcome.success("ok"),
        ToolOutcome.toolError("no such order"),
        new ToolOutcome.InfrastructureError("i1", false, null),
        new ToolOutcome.TimedOut(LEAST, true, false),
        new ToolOutcome.TimedOut(LEAST.minusNanos(1), true, true),
        new ToolOutcome.InvalidArguments("id is missing"),
        new ToolOutcome.UnknownTool("serach", List.of()),
        new ToolOutcome.Rejected("ann", "not now"),
        new ToolOutcome.ApprovalExpired("r1", Duration.ofMinutes(30)),
        new ToolOutcome.Blocked("rate-limit", "rate_limited", "wait", LEAST),
        new ToolOutcome.Cancelled(Cancellation.of(Cancellation.Kind.HOST, "stop")),
        new ToolOutcome.Suspended("r1", "asks"),
        new ToolOutcome.Internal("i1", "cache", null));
  }

  @ParameterizedTest
  @MethodSource("everyOutcome")
  void onlyBreakdownsAndTimeOutsCountAgainstATool(ToolOutcome outcome) {
    Vote expected =
        switch (outcome) {
          case ToolOutcome.Success _, ToolOutcome.ToolError _ -> Vote.SUCCESS;
          case ToolOutcome.InfrastructureError _ -> Vote.FAILURE;
          case ToolOutcome.TimedOut late -> late.abandoned() ? Vote.NONE : Vote.FAILURE;
          case ToolOutcome.InvalidArguments _, ToolOutcome.UnknownTool _ -> Vote.NONE;
          case ToolOutcome.Rejected _, ToolOutcome.ApprovalExpired _ -> Vote.NONE;
          case ToolOutcome.Blocked _, ToolOutcome.Cancelled _ -> Vote.NONE;
          case ToolOutcome.Suspended _, ToolOutcome.Internal _ -> Vote.NONE;
        };

    assertEquals(expected, Vote.of(outcome, LEAST));
  }
}

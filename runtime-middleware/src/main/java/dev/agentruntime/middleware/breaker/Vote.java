package dev.agentruntime.middleware.breaker;

import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;

/** What an outcome says of the availability of a tool. */
enum Vote {
  /** It answered, be it with a "no". */
  SUCCESS,
  /** It broke down, or was too slow. */
  FAILURE,
  /** Nothing: the call did not get as far as the tool, or was stopped for another reason. */
  NONE;

  /**
   * Reads an outcome.
   *
   * @param outcome how a call ended
   * @param leastLimit a time-out counts only if the tool had at least this long: a shorter limit
   *     tells of the limit
   */
  static Vote of(ToolOutcome outcome, Duration leastLimit) {
    return switch (outcome) {
      case ToolOutcome.Success _, ToolOutcome.ToolError _ -> SUCCESS;
      case ToolOutcome.InfrastructureError _ -> FAILURE;
      case ToolOutcome.TimedOut late -> late.limit().compareTo(leastLimit) >= 0 ? FAILURE : NONE;
      case ToolOutcome.InvalidArguments _, ToolOutcome.UnknownTool _ -> NONE;
      case ToolOutcome.Rejected _, ToolOutcome.ApprovalExpired _, ToolOutcome.Blocked _ -> NONE;
      case ToolOutcome.Cancelled _, ToolOutcome.Suspended _, ToolOutcome.Internal _ -> NONE;
    };
  }
}

package dev.agentruntime.middleware.failure;

import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.tool.ToolOutcome;

/**
 * Outside the place where arguments are understood: counts calls of which nobody could make
 * anything. Stateless.
 */
final class MistakeLink implements ToolMiddleware {
  private final Slot<Mistakes> mistakes;
  private final int limit;

  MistakeLink(Slot<Mistakes> mistakes, int limit) {
    this.mistakes = mistakes;
    this.limit = limit;
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    ToolOutcome outcome = next.handle(call);
    switch (outcome) {
      case ToolOutcome.InvalidArguments _ -> {
        return counted(
            call,
            outcome,
            FailureLimit.INVALID_ARGUMENTS,
            "Several calls of this tool in a row had arguments it cannot take, so this one was not"
                + " looked into. Use another tool, or answer with what you have.");
      }
      case ToolOutcome.UnknownTool _ -> {
        return counted(
            call,
            outcome,
            FailureLimit.UNKNOWN_TOOLS,
            "Several calls named tools that do not exist. Use only the tools you were given, or"
                + " answer with what you have.");
      }
      case ToolOutcome.Success _,
          ToolOutcome.ToolError _,
          ToolOutcome.InfrastructureError _,
          ToolOutcome.TimedOut _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _ ->
          mistakes.get(call).forget();
      case ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Suspended _,
          ToolOutcome.Internal _ -> {}
    }
    return outcome;
  }

  private ToolOutcome counted(ToolCall call, ToolOutcome outcome, String code, String text) {
    Mistakes made = mistakes.get(call);
    return switch (made.inTurn(call.turn())) {
      case TELL -> outcome;
      case REFUSE -> new ToolOutcome.Blocked(FailureLimit.NAME, code, text, null);
      case STOP -> {
        String detail =
            code
                + " limit of "
                + limit
                + " turns, turn number "
                + made.turns()
                + (call.tool().known() ? " of '" + call.tool().name() + "'" : "");
        call.decided(FailureLimit.NAME, FailureLimit.STOPPED, detail);
        call.run().stopAfterTurn(FailureLimit.NAME, detail);
        yield new ToolOutcome.Blocked(FailureLimit.NAME, code, text, null);
      }
    };
  }
}

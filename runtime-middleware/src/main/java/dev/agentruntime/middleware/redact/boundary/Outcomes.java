package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.middleware.internal.text.TextRule;
import dev.agentruntime.middleware.internal.text.Texts;
import dev.agentruntime.tool.ToolOutcome;

/** What a tool said, without the values in it. Stateless. */
final class Outcomes {
  private Outcomes() {}

  /** The outcome with placeholders; the same one if there is nothing to take out. */
  static ToolOutcome redacted(ToolOutcome outcome, TextRule rule) {
    return switch (outcome) {
      case ToolOutcome.Success success -> {
        String text = Texts.changed(success.text(), rule);
        yield text.equals(success.text()) ? success : new ToolOutcome.Success(text);
      }
      case ToolOutcome.ToolError error -> {
        String text = Texts.changed(error.message(), rule);
        yield text.equals(error.message()) ? error : new ToolOutcome.ToolError(text);
      }
      case ToolOutcome.InvalidArguments invalid -> {
        String text = Texts.changed(invalid.problem(), rule);
        // The violations name paths of the schema, not values.
        yield text.equals(invalid.problem())
            ? invalid
            : new ToolOutcome.InvalidArguments(text, invalid.violations());
      }
      case ToolOutcome.Rejected rejected -> {
        String text = Texts.changed(rejected.reason(), rule);
        yield text.equals(rejected.reason())
            ? rejected
            : new ToolOutcome.Rejected(rejected.by(), text);
      }
      case ToolOutcome.Blocked blocked -> {
        String text = Texts.changed(blocked.message(), rule);
        yield text.equals(blocked.message())
            ? blocked
            : new ToolOutcome.Blocked(
                blocked.layer(), blocked.reasonCode(), text, blocked.waitTime());
      }
      case ToolOutcome.Suspended suspended -> {
        String text = Texts.changed(suspended.reason(), rule);
        yield text.equals(suspended.reason())
            ? suspended
            : new ToolOutcome.Suspended(suspended.requestId(), text);
      }
      // Say nothing of a tool's own; causes are for the host, whose log has a redactor.
      case ToolOutcome.InfrastructureError _,
          ToolOutcome.TimedOut _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Internal _ ->
          outcome;
    };
  }
}

package dev.agentruntime.testkit.contract;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What can come from further in. Stateless. */
final class Answers {
  private Answers() {}

  /** One of every kind, and the success with a given text first. */
  static List<Supplier<ToolOutcome>> all(String answer) {
    Cancellation cancellation = Cancellation.of(Cancellation.Kind.REQUESTED, "enough");
    IllegalStateException cause = new IllegalStateException("broken");
    return List.of(
        () -> ToolOutcome.success(answer),
        () -> ToolOutcome.success(""),
        () -> ToolOutcome.toolError("no such order"),
        () -> new ToolOutcome.InfrastructureError("incident-1", true, cause),
        () -> new ToolOutcome.InfrastructureError("incident-1", false, null),
        () -> new ToolOutcome.TimedOut(Duration.ofSeconds(1), true, false),
        () -> new ToolOutcome.InvalidArguments("id must be a number"),
        () -> new ToolOutcome.UnknownTool("prob", List.of("probe")),
        () -> new ToolOutcome.Rejected("eve", "not today"),
        () -> new ToolOutcome.ApprovalExpired("request-1", Duration.ofMinutes(30)),
        () ->
            new ToolOutcome.Blocked(
                "other", "closed", "The gate is closed.", Duration.ofSeconds(1)),
        () -> new ToolOutcome.Cancelled(cancellation),
        () -> new ToolOutcome.Suspended("request-1", "waits for eve"),
        () -> new ToolOutcome.Internal("incident-1", "other", cause));
  }
}

package dev.agentruntime.middleware.effect;

import dev.agentruntime.tool.ToolOutcome;
import java.util.Objects;

/** What a {@link Reconciler} found out. Immutable. */
public sealed interface Reconciliation {

  /**
   * The effect happened.
   *
   * @param outcome what the tool would have answered: a {@link ToolOutcome.Success} or a {@link
   *     ToolOutcome.ToolError}
   */
  record Happened(ToolOutcome outcome) implements Reconciliation {
    /** Checks the component. */
    public Happened {
      Objects.requireNonNull(outcome, "outcome");
      if (!(outcome instanceof ToolOutcome.Success || outcome instanceof ToolOutcome.ToolError)) {
        throw new IllegalArgumentException(
            "the outcome of an effect that happened must be a tool's answer, was "
                + outcome.code());
      }
    }
  }

  /** The effect did not happen and will not: the call may run. */
  record DidNotHappen() implements Reconciliation {}

  /** Nobody knows yet. */
  record StillUnknown() implements Reconciliation {}
}

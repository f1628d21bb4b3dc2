package dev.agentruntime.middleware.audit;

import dev.agentruntime.tool.ToolOutcome;

/** What the layer answers in a tool's place. Stateless. */
final class Refusals {
  private static final ToolOutcome UNAVAILABLE =
      new ToolOutcome.Blocked(
          Audit.NAME,
          Audit.UNAVAILABLE,
          "The call was not made, because it cannot be put on record at the moment. Go on without"
              + " it, or say that this has to wait.",
          null);

  private static final ToolOutcome CALL_ENDED =
      new ToolOutcome.Blocked(
          Audit.NAME, Audit.CALL_ENDED, "The call had ended before it could be tried again.", null);

  private Refusals() {}

  /** No record, no effect. */
  static ToolOutcome unavailable() {
    return UNAVAILABLE;
  }

  /** For work that was left behind and goes on all the same; the model never sees it. */
  static ToolOutcome callEnded() {
    return CALL_ENDED;
  }
}

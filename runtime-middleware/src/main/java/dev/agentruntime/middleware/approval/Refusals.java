package dev.agentruntime.middleware.approval;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.tool.ToolOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What the model is told when a call may not run. Stable texts that hold no arguments. Stateless.
 */
final class Refusals {
  private Refusals() {}

  static ToolOutcome unavailable() {
    return blocked(
        "unavailable",
        "Somebody has to approve this call, and nobody could be asked. It was not run. Go on"
            + " without it, or tell the user.");
  }

  static ToolOutcome editInvalid() {
    return blocked(
        "edit_invalid",
        "A person approved this call with arguments that the tool does not take. It was not run."
            + " Tell the user.");
  }

  static ToolOutcome editNeedsMore() {
    return blocked(
        "edit_needs_approval",
        "A person changed the arguments to something that somebody else has to approve. It was not"
            + " run. Tell the user.");
  }

  static ToolOutcome keepsChanging() {
    return blocked(
        "keeps_changing",
        "Whether this call may run changed each time somebody was asked. It was not run. Tell the"
            + " user.");
  }

  static ToolOutcome late() {
    return blocked(
        "deadline", "The approval came when the time of the run was up. The call was not run.");
  }

  static ToolOutcome alreadyUsed() {
    return blocked(
        "already_used",
        "The approval of this call was used before, and it is good for one run only. It was not run"
            + " again.");
  }

  static ToolOutcome revoked() {
    return blocked(
        "revoked",
        "The approval of this call was taken back. It was not run. Do not repeat it unless the user"
            + " asks for it.");
  }

  static ToolOutcome superseded() {
    return blocked(
        "superseded",
        "Something about this call changed while somebody was asked. It was not run. Tell the"
            + " user.");
  }

  static ToolOutcome withdrawn(@Nullable Cancellation run) {
    return run != null
        ? new ToolOutcome.Cancelled(run)
        : blocked(
            "withdrawn",
            "The question whether this call may run was withdrawn. It was not run. Do not repeat it"
                + " unless the user asks for it.");
  }

  private static ToolOutcome blocked(String code, String text) {
    return new ToolOutcome.Blocked(Approval.NAME, code, text, null);
  }
}

package dev.agentruntime.middleware.budget;

import dev.agentruntime.tool.ToolOutcome;

/** What the model is told of budgets, and the codes. Stateless. */
final class BudgetTexts {
  private BudgetTexts() {}

  static String code(Quantity quantity) {
    return switch (quantity) {
      case CALLS -> "calls_used_up";
      case TOKENS -> "tokens_used_up";
      case COST -> "cost_used_up";
      case ACTIVE_TIME -> "active_time_used_up";
    };
  }

  /** Without numbers: they would tell a model of what others spend. */
  static ToolOutcome refusal(Shortage shortage) {
    String what =
        switch (shortage.quantity()) {
          case CALLS -> "tool calls";
          case TOKENS -> "tokens";
          case COST -> "money";
          case ACTIVE_TIME -> "time";
        };
    String whose =
        switch (shortage.account()) {
          case RunAccounts.TOOL -> "of this tool in this run";
          case RunAccounts.RUN -> "of this run";
          default -> "of this service";
        };
    String instead =
        shortage.account().equals(RunAccounts.TOOL)
            ? "Go on without this tool, or answer with what you have."
            : "Answer with what you have.";
    return new ToolOutcome.Blocked(
        Budgets.NAME,
        code(shortage.quantity()),
        "The budget " + whose + " for " + what + " is used up, so the tool was not run. " + instead,
        null);
  }

  static String leftInRun(long calls) {
    return calls == 0
        ? "(No tool calls are left in this run; answer with what you have.)"
        : "(" + calls + (calls == 1 ? " tool call is" : " tool calls are") + " left in this run.)";
  }

  static String leftOfTool(long calls) {
    return calls == 0
        ? "(This tool cannot be called any more in this run.)"
        : "(This tool can be called "
            + (calls == 1 ? "once" : calls + " times")
            + " more in this run.)";
  }
}

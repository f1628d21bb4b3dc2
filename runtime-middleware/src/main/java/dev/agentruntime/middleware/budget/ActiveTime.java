package dev.agentruntime.middleware.budget;

import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolOutcome;

/**
 * Charges how long calls of one tool were active, whatever their outcome. Stands inside the wait
 * for a human. Safe for use by many threads.
 */
final class ActiveTime implements ToolMiddleware {
  private final RunAccounts accounts;
  private final TimeSource time;

  ActiveTime(RunAccounts accounts, TimeSource time) {
    this.accounts = accounts;
    this.time = time;
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    long begin = time.nanoTime();
    try {
      return next.handle(call);
    } finally {
      long took = Math.max(0, time.nanoTime() - begin);
      accounts.innermost(call.run()).charge(Quantity.ACTIVE_TIME, took);
    }
  }
}

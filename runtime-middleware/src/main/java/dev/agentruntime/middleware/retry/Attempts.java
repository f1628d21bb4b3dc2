package dev.agentruntime.middleware.retry;

import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Proceeds until an attempt ends in a way that no other would mend, or there may be no other. Costs
 * nothing while first attempts succeed. Immutable; safe for use by many threads.
 */
final class Attempts implements ToolMiddleware {
  private final RetryTerms terms;
  private final @Nullable Slot<RetryQuota> quota;
  private final Supplier<? extends RandomGenerator> random;
  private final TimeSource time;

  Attempts(
      RetryTerms terms,
      @Nullable Slot<RetryQuota> quota,
      Supplier<? extends RandomGenerator> random,
      TimeSource time) {
    this.terms = terms;
    this.quota = quota;
    this.random = random;
    this.time = time;
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    ToolCall attempt = call;
    int made = 1;
    while (true) {
      ToolOutcome outcome = next.handle(attempt);
      if (!terms.mayPass(outcome)) {
        return ended(call, outcome, made);
      }
      Duration pause = pauseAfter(call, outcome, made);
      if (pause == null) {
        return outcome;
      }
      time.sleep(pause);
      attempt = attempt.nextAttempt();
      made++;
    }
  }

  private ToolOutcome ended(ToolCall call, ToolOutcome outcome, int made) {
    if (outcome instanceof ToolOutcome.Success || outcome instanceof ToolOutcome.ToolError) {
      if (quota != null) {
        quota.get(call).refund();
      }
      if (made > 1) {
        call.decided(Retry.NAME, "recovered", "attempt " + made);
      }
    }
    return outcome;
  }

  /** How long to wait before the next attempt; null if there is to be none. */
  private @Nullable Duration pauseAfter(ToolCall call, ToolOutcome outcome, int made) {
    Duration left = call.deadline().remaining(time);
    return switch (terms.after(outcome, made, left, random.get())) {
      case RetryTerms.Next.GiveUp(String code, String why) -> {
        call.decided(Retry.NAME, code, why);
        yield null;
      }
      case RetryTerms.Next.Again(Duration pause) -> {
        if (quota != null && !quota.get(call).take()) {
          call.decided(Retry.NAME, "quota_spent", "too many retries of this tool failed lately");
          yield null;
        }
        call.decided(
            Retry.NAME,
            "waiting",
            pause + " before attempt " + (made + 1) + ", after " + outcome.code());
        yield pause;
      }
    };
  }
}

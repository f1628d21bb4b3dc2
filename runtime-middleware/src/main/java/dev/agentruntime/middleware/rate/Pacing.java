package dev.agentruntime.middleware.rate;

import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The links around one tool: a look before a human is asked, and the tokens of each attempt.
 * Immutable; safe for use by many threads.
 */
final class Pacing implements ToolMiddleware {
  private final List<Rule.Bound> rules;
  private final Slot<Limiter> slot;
  private final int tokens;
  private final long maxWaitNanos;
  private final TimeSource time;

  Pacing(
      List<Rule.Bound> rules, Slot<Limiter> slot, int tokens, Duration maxWait, TimeSource time) {
    this.rules = rules;
    this.slot = slot;
    this.tokens = tokens;
    this.maxWaitNanos = Deadline.saturatedNanos(maxWait);
    this.time = time;
  }

  @Nullable ToolOutcome peek(ToolCall call) {
    Limiter limiter = slot.get(call);
    if (limiter.hasPlenty(rules, call, tokens)) {
      return null;
    }
    long wait = limiter.look(rules, call, tokens, time.nanoTime());
    return wait <= maxWaitNanos ? null : refused(wait);
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    Limiter limiter = slot.get(call);
    long now = time.nanoTime();
    long wait = limiter.take(rules, call, tokens, now, 0);
    if (wait > 0) {
      long bound = Math.min(maxWaitNanos, longestWaitNanos(call.deadline(), now));
      wait = limiter.take(rules, call, tokens, now, bound);
      if (wait > bound) {
        return refused(wait);
      }
      waitOut(limiter, call, wait);
    }
    return next.handle(call);
  }

  /** The whole time left is too long: the tool needs some of it. */
  private static long longestWaitNanos(Deadline deadline, long nowNanos) {
    return deadline.isNever() ? Long.MAX_VALUE : Math.max(0, deadline.nanos() - nowNanos - 1);
  }

  private void waitOut(Limiter limiter, ToolCall call, long waitNanos) throws InterruptedException {
    if (waitNanos <= 0) {
      return; // tokens came back in the meantime
    }
    Duration wait = Duration.ofNanos(waitNanos);
    call.decided(RateLimit.NAME, "waited", wait.toString());
    boolean waited = false;
    try {
      time.sleep(wait);
      waited = true;
    } finally {
      if (!waited) {
        limiter.giveBack(rules, call, tokens, time.nanoTime());
      }
    }
  }

  private static ToolOutcome refused(long waitNanos) {
    // Whole seconds: a model reads them, and a second early is a call in vain.
    return new ToolOutcome.Blocked(
        RateLimit.NAME,
        RateLimit.LIMITED,
        "This tool has been called as often as it may be for now. Go on with something else.",
        Duration.ofSeconds(Math.ceilDiv(waitNanos, 1_000_000_000L)));
  }
}

package dev.agentruntime.middleware;

import dev.agentruntime.chain.CallLimits;
import dev.agentruntime.chain.CallProgress;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import dev.agentruntime.tool.ToolOutcome;

/**
 * Keeps a limit on how long a tool may be silent, on the thread the tool runs on; each report of
 * its progress postpones it. Does not change the deadline that the tool sees: that is the hard one.
 * Immutable; safe for use by many threads.
 */
final class IdleLimit implements ToolMiddleware {
  private final LimitTerms terms;
  private final long quietNanos;
  private final Watchdog watchdog;
  private final TimeSource time;

  IdleLimit(LimitTerms terms, Watchdog watchdog, TimeSource time) {
    this.terms = terms;
    this.quietNanos = Deadline.saturatedNanos(terms.limit());
    this.watchdog = watchdog;
    this.time = time;
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    TimeLimit outer = CallLimits.current(call);
    long end = time.nanoTime() + quietNanos;
    TimeLimit limit = outer == null ? watchdog.arm(end) : watchdog.armWithin(outer, end);
    ToolOutcome outcome;
    try (CallProgress _ = CallProgress.watch(call, limit, terms.limit())) {
      outcome = next.handle(call);
    } catch (InterruptedException e) {
      if (limit.end() && !isOverruled(call)) {
        terms.reportLate(call, false, time.nanoTime() - limit.deadlineNanos());
        return terms.timedOut(call, quietNanos);
      }
      throw e;
    } catch (Throwable e) {
      if (limit.end()) {
        passOnCancellation(call);
      }
      throw e;
    }
    return limit.end() ? answeredLate(call, outcome, limit) : outcome;
  }

  private ToolOutcome answeredLate(ToolCall call, ToolOutcome outcome, TimeLimit limit) {
    passOnCancellation(call);
    boolean stands = LimitTerms.stands(outcome);
    terms.reportLate(call, stands, time.nanoTime() - limit.deadlineNanos());
    return stands ? outcome : terms.timedOut(call, quietNanos);
  }

  /** The run, or a limit further out, comes first: whoever waits there takes it from here. */
  private static boolean isOverruled(ToolCall call) {
    return call.run().cancellation().isPresent() || Thread.currentThread().isInterrupted();
  }

  private static void passOnCancellation(ToolCall call) {
    if (call.run().cancellation().isPresent()) {
      Thread.currentThread().interrupt();
    }
  }
}

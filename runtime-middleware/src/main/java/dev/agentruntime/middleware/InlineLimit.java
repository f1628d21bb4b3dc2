package dev.agentruntime.middleware;

import dev.agentruntime.chain.CallLimits;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeLimit;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import dev.agentruntime.tool.ToolOutcome;

/**
 * Keeps a limit on the thread of the call: the watchdog interrupts it, and the call waits for it to
 * end. For work that ends when it is interrupted. Costs a reading of the clock and one small
 * object. Immutable; safe for use by many threads.
 */
final class InlineLimit implements ToolMiddleware {
  private final LimitTerms terms;
  private final long limitNanos;
  private final Watchdog watchdog;
  private final TimeSource time;

  InlineLimit(LimitTerms terms, Watchdog watchdog, TimeSource time) {
    this.terms = terms;
    this.limitNanos = Deadline.saturatedNanos(terms.limit());
    this.watchdog = watchdog;
    this.time = time;
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    long begin = time.nanoTime();
    Deadline bound = call.deadline();
    long end = begin + limitNanos;
    if (LimitTerms.runEndsFirst(call.run(), bound, end)) {
      return next.handle(call);
    }
    end = LimitTerms.nearer(bound, end);
    if (end - begin <= 0) {
      return terms.notBegun(end - begin);
    }
    TimeLimit outer = CallLimits.current(call);
    TimeLimit limit = CallLimits.arm(call, watchdog, end);
    ToolOutcome outcome;
    try {
      outcome = next.handle(call);
    } catch (InterruptedException e) {
      if (CallLimits.end(call, limit, outer)) {
        return interrupted(call, e, begin, end);
      }
      throw e;
    } catch (Throwable e) {
      if (CallLimits.end(call, limit, outer)) {
        passOnCancellation(call);
      }
      throw e;
    }
    return CallLimits.end(call, limit, outer) ? answeredLate(call, outcome, begin, end) : outcome;
  }

  private ToolOutcome interrupted(ToolCall call, InterruptedException e, long begin, long end)
      throws InterruptedException {
    if (isCancelled(call)) {
      throw e;
    }
    terms.reportLate(call, false, time.nanoTime() - end);
    return terms.timedOut(call, end - begin);
  }

  private ToolOutcome answeredLate(ToolCall call, ToolOutcome outcome, long begin, long end) {
    passOnCancellation(call);
    boolean stands = LimitTerms.stands(outcome);
    terms.reportLate(call, stands, time.nanoTime() - end);
    return stands ? outcome : terms.timedOut(call, end - begin);
  }

  /**
   * The run's own interrupt may have gone down with the limit's; whoever waits further out has to
   * feel it.
   */
  private static void passOnCancellation(ToolCall call) {
    if (isCancelled(call)) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Asked after the limit has been ended: cancelling sets the flag before it interrupts, so nothing
   * is lost in between.
   */
  private static boolean isCancelled(ToolCall call) {
    return call.run().cancellation().isPresent();
  }
}

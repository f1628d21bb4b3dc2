package dev.agentruntime.middleware;

import dev.agentruntime.chain.CallStragglers;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.scope.AbandonedTask;
import dev.agentruntime.scope.IsolatedResult;
import dev.agentruntime.scope.Isolation;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolOutcome;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a limit on a thread apart from the call's: it is interrupted at the limit, given its grace,
 * and then left behind, so that the call gets its answer whatever the tool does. Costs a hop to a
 * virtual thread and back. Immutable; safe for use by many threads.
 */
final class IsolatedLimit implements ToolMiddleware {
  private final LimitTerms terms;
  private final long limitNanos;
  private final Isolation isolation;
  private final Abandonments abandonments;
  private final TimeSource time;

  IsolatedLimit(LimitTerms terms, Isolation isolation, Abandonments abandonments, TimeSource time) {
    this.terms = terms;
    this.limitNanos = Deadline.saturatedNanos(terms.limit());
    this.isolation = isolation;
    this.abandonments = abandonments;
    this.time = time;
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    ToolOutcome refusal = abandonments.refusal(call);
    if (refusal != null) {
      return refusal;
    }
    long begin = time.nanoTime();
    Deadline bound = call.deadline();
    long end = begin + limitNanos;
    if (LimitTerms.runEndsFirst(call.run(), bound, end)) {
      return new Isolated(call, next).run(Deadline.never(), begin, bound.nanos());
    }
    end = LimitTerms.nearer(bound, end);
    if (end - begin <= 0) {
      return terms.notBegun(end - begin);
    }
    Deadline deadline = Deadline.afterNanos(end - begin, begin);
    return new Isolated(call.withDeadline(deadline), next).run(deadline, begin, end);
  }

  /**
   * One call on its way through. The body runs on the worker, everything else on the thread of the
   * call.
   */
  private final class Isolated implements Callable<ToolOutcome> {
    private final ToolCall call;
    private final ToolCall fork;
    private final ToolHandler next;

    /** Written by the worker. */
    private volatile @Nullable ToolOutcome answer;

    private boolean abandoned;

    Isolated(ToolCall call, ToolHandler next) {
      this.call = call;
      this.fork = call.fork();
      this.next = next;
    }

    @Override
    public ToolOutcome call() throws InterruptedException {
      ToolOutcome outcome = next.handle(fork);
      answer = outcome;
      return outcome;
    }

    ToolOutcome run(Deadline deadline, long begin, long end) throws InterruptedException {
      IsolatedResult<ToolOutcome> result;
      try {
        result = isolation.call(terms.tool(), deadline, this, this::leftBehind);
      } catch (InterruptedException e) {
        return interrupted(e);
      }
      if (!abandoned) {
        call.absorb(fork);
      }
      return switch (result) {
        case IsolatedResult.Returned<ToolOutcome>(ToolOutcome outcome) -> outcome;
        case IsolatedResult.Threw<ToolOutcome>(Throwable thrown) -> throw rethrown(thrown);
        case IsolatedResult.EndedLate<ToolOutcome>(IsolatedResult.Ended<ToolOutcome> how) ->
            endedLate(how, begin, end);
        case IsolatedResult.NotStarted<ToolOutcome> _ -> notBegun(begin, end);
        case IsolatedResult.Abandoned<ToolOutcome> _ -> timedOut(begin, end);
      };
    }

    private void leftBehind(AbandonedTask task) {
      abandoned = true;
      abandonments.count(call, task);
      CallStragglers.add(call, task);
    }

    /**
     * Somebody interrupted the call: the run, its host, or a limit further out. What the tool
     * answered all the same stands.
     */
    private ToolOutcome interrupted(InterruptedException e) throws InterruptedException {
      if (abandoned) {
        throw e;
      }
      call.absorb(fork);
      ToolOutcome late = answer;
      if (late == null || !LimitTerms.stands(late)) {
        throw e;
      }
      Thread.currentThread().interrupt();
      return late;
    }

    private ToolOutcome endedLate(IsolatedResult.Ended<ToolOutcome> how, long begin, long end)
        throws InterruptedException {
      return switch (how) {
        case IsolatedResult.Returned<ToolOutcome>(ToolOutcome outcome)
            when LimitTerms.stands(outcome) -> {
          terms.reportLate(call, true, time.nanoTime() - end);
          yield outcome;
        }
        case IsolatedResult.Returned<ToolOutcome> _ -> timedOut(begin, end);
        case IsolatedResult.Threw<ToolOutcome>(InterruptedException _) -> timedOut(begin, end);
        case IsolatedResult.Threw<ToolOutcome>(Throwable thrown) -> throw rethrown(thrown);
      };
    }

    private ToolOutcome notBegun(long begin, long end) throws InterruptedException {
      throwIfCancelled();
      return terms.notBegun(end - begin);
    }

    private ToolOutcome timedOut(long begin, long end) throws InterruptedException {
      throwIfCancelled();
      return terms.timedOut(call, end - begin);
    }

    /** The run comes first, though the limit was reached as well. */
    private void throwIfCancelled() throws InterruptedException {
      if (call.run().cancellation().isPresent()) {
        Thread.interrupted(); // from here on it travels as the exception
        throw new InterruptedException(
            "call " + call.callId() + " of tool '" + terms.tool() + "' was cancelled");
      }
    }

    private RuntimeException rethrown(Throwable thrown) throws InterruptedException {
      switch (thrown) {
        case InterruptedException interrupt -> throw interrupt;
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        default ->
            throw new IllegalStateException(
                "a link threw a checked exception it cannot declare", thrown);
      }
    }
  }
}

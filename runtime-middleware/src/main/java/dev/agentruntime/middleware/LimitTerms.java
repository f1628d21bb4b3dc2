package dev.agentruntime.middleware;

import dev.agentruntime.chain.CallStragglers;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;

/**
 * What a limit on calls of one tool says, and what becomes of a call that passed it. Decides
 * without a clock; immutable.
 *
 * @param tool the tool's name
 * @param limit how long a call or attempt may take
 * @param grace how long it may take to end once interrupted
 * @param effectUnknown whether a call that was ended may have taken effect: the tool is not
 *     repeatable
 */
record LimitTerms(String tool, Duration limit, Duration grace, boolean effectUnknown) {

  static LimitTerms of(LayerBinding binding, Duration limit, Duration grace) {
    return new LimitTerms(
        binding.tool().name(), limit, grace, !binding.tool().traits().repeatable());
  }

  /**
   * Whether it is the run's own deadline that comes first. Then nothing is to be done here: the run
   * ends itself at its deadline, and the call with it, as cancelled and not as timed out.
   */
  static boolean runEndsFirst(RunFrame run, Deadline bound, long endNanos) {
    if (bound.isNever() || bound.nanos() - endNanos > 0) {
      return false;
    }
    Deadline runs = run.deadline();
    return !runs.isNever() && runs.nanos() == bound.nanos();
  }

  /** When this limit ends, if it is the call's nearer one. */
  static long nearer(Deadline bound, long endNanos) {
    return bound.isNever() || bound.nanos() - endNanos > 0 ? endNanos : bound.nanos();
  }

  /**
   * Whether an outcome that came after the limit stands. What the tool answered is worth more than
   * "effect unknown", and a layer's refusal is certain. A failure is not: it may well be what the
   * interrupt did to the tool.
   */
  static boolean stands(ToolOutcome late) {
    return switch (late) {
      case ToolOutcome.Success _, ToolOutcome.ToolError _ -> true;
      case ToolOutcome.InvalidArguments _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Suspended _ ->
          true;
      case ToolOutcome.InfrastructureError _, ToolOutcome.TimedOut _, ToolOutcome.Internal _ ->
          false;
    };
  }

  /** The outcome of a call that was ended, with the time it really had. */
  ToolOutcome timedOut(ToolCall call, long allowedNanos) {
    return new ToolOutcome.TimedOut(allowed(allowedNanos), effectUnknown, CallStragglers.any(call));
  }

  /** The outcome of a call for which no time was left to begin. */
  ToolOutcome notBegun(long allowedNanos) {
    return new ToolOutcome.TimedOut(allowed(allowedNanos), false, false);
  }

  private Duration allowed(long allowedNanos) {
    return allowedNanos >= Deadline.saturatedNanos(limit)
        ? limit
        : Duration.ofNanos(Math.max(0, allowedNanos));
  }

  /**
   * Tells that a call ended well after its limit, or with an answer that stands though it was late.
   */
  void reportLate(ToolCall call, boolean stands, long lateNanos) {
    Duration late = Duration.ofNanos(lateNanos);
    if (stands || late.compareTo(grace) > 0) {
      String detail = (stands ? "answered " : "ended ") + late + " after its limit of " + limit;
      call.decided(Timeout.NAME, "overdue", detail);
    }
  }
}

package dev.agentruntime.middleware.cache;

import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of one tool that may have changed what results were read from. Immutable; safe
 * for use by many threads.
 *
 * @param counters one per rule that names the tool
 */
record CountedWrites(List<Slot<AtomicLong>> counters) implements ToolMiddleware {

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    ToolOutcome outcome = null;
    try {
      outcome = next.handle(call);
      return outcome;
    } finally {
      if (mayHaveWritten(outcome)) {
        for (Slot<AtomicLong> counter : counters) {
          counter.get(call).incrementAndGet();
        }
      }
    }
  }

  /** All but those that never reached the tool; null if the call ended by an exception. */
  static boolean mayHaveWritten(@Nullable ToolOutcome outcome) {
    return switch (outcome) {
      case null -> true;
      case ToolOutcome.Success _,
          ToolOutcome.ToolError _,
          ToolOutcome.InfrastructureError _,
          ToolOutcome.TimedOut _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Internal _ ->
          true;
      case ToolOutcome.InvalidArguments _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Suspended _ ->
          false;
    };
  }
}

package dev.agentruntime.middleware;

import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.scope.AbandonedTask;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.tool.ToolOutcome;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of one tool that were left behind and still run, in all runs of a runtime, and
 * refuses more calls at a cap: a tool that does not end when told to must not eat the host thread
 * by thread. Safe for use by many threads.
 */
final class Abandonments {
  private final int cap;
  private final Slot<AtomicInteger> running;
  private final StragglerRegistry all;

  Abandonments(int cap, Slot<AtomicInteger> running, StragglerRegistry all) {
    this.cap = cap;
    this.running = running;
    this.all = all;
  }

  /** Why a call is not begun, or null if it may be. */
  @Nullable ToolOutcome refusal(ToolCall call) {
    int left = running.get(call).get();
    if (left >= cap) {
      return refused(
          left
              + " earlier calls of this tool did not end when they were told to and still run, so"
              + " it is not called for now.");
    }
    return all.hasRoom()
        ? null
        : refused(
            "Too many earlier tool calls did not end when they were told to, so no more are begun"
                + " for now.");
  }

  private static ToolOutcome refused(String message) {
    return new ToolOutcome.Blocked(
        Timeout.NAME, Timeout.TOO_MANY_ABANDONED, message + " Go on without it.", null);
  }

  /** Counts a call until it ends. */
  void count(ToolCall call, AbandonedTask task) {
    AtomicInteger counter = running.get(call);
    counter.incrementAndGet();
    task.onEnd(counter::decrementAndGet);
  }
}

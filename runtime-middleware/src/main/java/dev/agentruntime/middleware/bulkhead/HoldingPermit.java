package dev.agentruntime.middleware.bulkhead;

import dev.agentruntime.chain.CallStragglers;
import dev.agentruntime.chain.Forecast;
import dev.agentruntime.chain.Preview;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.middleware.internal.FairPermits;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Proceeds with a permit, and gives it back when nothing of the attempt runs any more. Immutable;
 * safe for use by many threads.
 */
final class HoldingPermit implements ToolMiddleware, Preview {
  private final Slot<FairPermits> slot;
  private final long maxWaitNanos;
  private final TimeSource time;

  HoldingPermit(Slot<FairPermits> slot, Duration maxWait, TimeSource time) {
    this.slot = slot;
    this.maxWaitNanos = Deadline.saturatedNanos(maxWait);
    this.time = time;
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    FairPermits permits = slot.get(call);
    if (!permits.tryAcquire()) {
      ToolOutcome refusal = await(call, permits);
      if (refusal != null) {
        return refusal;
      }
    }
    // What earlier attempts left behind has permits of its own.
    int earlier = CallStragglers.count(call);
    try {
      return next.handle(call);
    } finally {
      CallStragglers.whenSettled(call, earlier, permits.releaser());
    }
  }

  @Override
  public Forecast of(ToolCall call) {
    return slot.get(call).isFull() ? new Forecast.Refuses(full()) : new Forecast.Passes();
  }

  private static ToolOutcome full() {
    return new ToolOutcome.Blocked(
        Bulkhead.NAME,
        Bulkhead.FULL,
        "As many calls of this tool are running as may. Go on with something else, and call it"
            + " later if you still need it.",
        null);
  }

  private @Nullable ToolOutcome await(ToolCall call, FairPermits permits)
      throws InterruptedException {
    long begin = time.nanoTime();
    FairPermits.Answer answer = permits.acquire(latest(call.deadline(), begin));
    return switch (answer) {
      case GRANTED -> {
        Duration waited = Duration.ofNanos(time.nanoTime() - begin);
        call.decided(Bulkhead.NAME, "waited", waited.toString());
        yield null;
      }
      case QUEUE_FULL, TOO_LATE -> full();
    };
  }

  /** Before the call's own limit: who only queued is refused, and has not timed out. */
  private Deadline latest(Deadline deadline, long nowNanos) {
    long wait =
        deadline.isNever() ? maxWaitNanos : Math.min(maxWaitNanos, deadline.nanos() - nowNanos - 1);
    return Deadline.afterNanos(wait, nowNanos);
  }
}

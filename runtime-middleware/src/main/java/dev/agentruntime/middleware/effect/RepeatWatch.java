package dev.agentruntime.middleware.effect;

import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.middleware.demand.Demand;
import dev.agentruntime.middleware.demand.Demands;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Has somebody asked about a call that does once more what its session did a short while ago, and
 * refuses it if that shows only when nobody can be asked any more. Immutable; safe for use by many
 * threads.
 *
 * @param time the runtime's clock
 * @param windowNanos how long ago counts
 * @param recent what the session has done
 * @param demands why somebody must be asked
 * @param held what the links of the call know together
 */
record RepeatWatch(
    TimeSource time,
    long windowNanos,
    Slot<RecentEffects> recent,
    Slot<Demands> demands,
    Slot<HeldEffect> held)
    implements ToolMiddleware {

  private static final Demand AGAIN =
      new Demand(
          EffectGuard.NAME,
          EffectGuard.REPEATED,
          "The same call with the same arguments was made in this conversation a short while ago");

  private static final ToolOutcome AT_ONCE =
      new ToolOutcome.Blocked(
          EffectGuard.NAME,
          EffectGuard.REPEATED,
          "The same call with the same arguments is being made already, so it was not run a second"
              + " time. Wait for its result; if it is meant to happen twice, make it again"
              + " afterwards.",
          null);

  /** Looks outside the approval, so that somebody can be asked. */
  @Nullable ToolOutcome look(ToolCall call) {
    if (recent.get(call).isRepeat(deed(call), call.idempotencyKey(), time.nanoTime())) {
      held.get(call).askAboutRepeat();
      demands.get(call).add(AGAIN);
    }
    return null;
  }

  private static RecentEffects.Deed deed(ToolCall call) {
    return RecentEffects.Deed.of(call.toolName(), call.arguments().object());
  }

  /** Runs inside the gate of the demands: what was asked about has been agreed to. */
  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    RecentEffects deeds = recent.get(call);
    RecentEffects.Deed deed = deed(call);
    String key = call.idempotencyKey();
    long now = time.nanoTime();
    if (held.get(call).askedAboutRepeat()) {
      deeds.note(deed, key, now + windowNanos);
    } else if (!deeds.claim(deed, key, now, windowNanos)) {
      return AT_ONCE;
    }
    ToolOutcome outcome = null;
    try {
      outcome = next.handle(call);
      return outcome;
    } finally {
      if (cameToNothing(call, outcome)) {
        deeds.forget(deed, key);
      }
    }
  }

  /** The tool said no, or was not reached; null if the call ended by an exception. */
  private boolean cameToNothing(ToolCall call, @Nullable ToolOutcome outcome) {
    return outcome instanceof ToolOutcome.ToolError
        || (!(outcome instanceof ToolOutcome.Success) && !held.get(call).begun());
  }
}

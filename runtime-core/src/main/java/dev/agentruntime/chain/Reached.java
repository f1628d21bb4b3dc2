package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolOutcome;
import org.jspecify.annotations.Nullable;

/** Stands behind a link in a dry run: how far a call has come, and no further. Used once. */
final class Reached implements ToolHandler {
  private static final ToolOutcome NOT_RUN = ToolOutcome.success("");

  private @Nullable ToolCall call;

  @Override
  public ToolOutcome handle(ToolCall onward) {
    call = onward;
    return NOT_RUN;
  }

  @SuppressWarnings("ReferenceEquality") // the very arguments
  Forecast forecast(ToolCall before, ToolOutcome outcome) {
    ToolCall after = call;
    if (after == null) {
      return Forecast.ending(outcome);
    }
    return after.arguments() == before.arguments()
        ? new Forecast.Passes()
        : new Forecast.Rewrites(after.arguments());
  }
}

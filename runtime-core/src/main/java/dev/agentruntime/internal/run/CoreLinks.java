package dev.agentruntime.internal.run;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;

/** The links every chain has, whatever the host asked for. Stateless. */
final class CoreLinks {
  /** Refuses arguments that are not one JSON object, before any policy has to look at them. */
  private static final Link ARGUMENTS = Link.of(Anchor.NORMALISE, "arguments", CoreLinks::parse);

  /** Answers calls beyond the run's limits, which the loop chose in the order of the turn. */
  private static final Link LIMITS = Link.of(Anchor.LIMITS, "run-limits", CoreLinks::refusePreset);

  private CoreLinks() {}

  static List<Link> forKnownTool() {
    return List.of(ARGUMENTS, LIMITS);
  }

  static List<Link> forUnknownTool() {
    return List.of(LIMITS);
  }

  private static ToolOutcome parse(ToolCall call, ToolHandler next) throws InterruptedException {
    try {
      call.arguments().object();
    } catch (MalformedArgumentsException e) {
      return new ToolOutcome.InvalidArguments(String.valueOf(e.getMessage()));
    }
    return next.handle(call);
  }

  private static ToolOutcome refusePreset(ToolCall call, ToolHandler next)
      throws InterruptedException {
    ToolOutcome refusal = call.presetRefusal();
    return refusal != null ? refusal : next.handle(call);
  }
}

package dev.agentruntime.middleware.order;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;

/** Refuses calls after three failures. Confined to one thread. */
final class Failures implements Layer {
  private int counted;

  static Layer limit() {
    return new Failures();
  }

  @Override
  public String name() {
    return "failure-limit";
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    return List.of(Link.of(Anchor.LIMITS, "failure-limit", this::count));
  }

  private ToolOutcome count(ToolCall call, ToolHandler next) throws InterruptedException {
    if (counted >= 3) {
      return new ToolOutcome.Blocked("failure-limit", "failing", "It keeps failing.", null);
    }
    ToolOutcome outcome = next.handle(call);
    if (outcome instanceof ToolOutcome.InfrastructureError) {
      counted++;
    }
    return outcome;
  }
}

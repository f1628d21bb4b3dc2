package dev.agentruntime.middleware.order;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;

/** Permits that are held while a call is further in; a bulkhead with room for everybody. */
final class Permits implements Layer {
  int held;
  int taken;
  Duration heldFor = Duration.ZERO;

  @Override
  public String name() {
    return "bulkhead";
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    return List.of(Link.of(Anchor.BULKHEAD, "bulkhead", this::hold, LinkTrait.HOLDS_RESOURCE));
  }

  private ToolOutcome hold(ToolCall call, ToolHandler next) throws InterruptedException {
    TimeSource time = call.run().time();
    long since = time.nanoTime();
    held++;
    taken++;
    try {
      return next.handle(call);
    } finally {
      held--;
      heldFor = heldFor.plusNanos(time.nanoTime() - since);
    }
  }
}

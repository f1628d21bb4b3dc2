package dev.agentruntime.middleware.order;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A number of tokens that never come back: a rate limit seen at one moment. */
final class Tokens implements Layer {
  int left;

  Tokens(int left) {
    this.left = left;
  }

  @Override
  public String name() {
    return "rate-limit";
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    return List.of(
        Link.check(Anchor.PEEK, "rate-limit-peek", this::peek),
        Link.of(Anchor.RATE_LIMIT, "rate-limit", this::take, LinkTrait.HOLDS_RESOURCE));
  }

  private @Nullable ToolOutcome peek(ToolCall call) {
    return left > 0 ? null : new ToolOutcome.Blocked("rate-limit", "rate", "Too many.", null);
  }

  private ToolOutcome take(ToolCall call, ToolHandler next) throws InterruptedException {
    ToolOutcome refusal = peek(call);
    if (refusal != null) {
      return refusal;
    }
    left--;
    return next.handle(call);
  }
}

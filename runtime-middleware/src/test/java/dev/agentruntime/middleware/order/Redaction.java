package dev.agentruntime.middleware.order;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;

/** Takes one secret out of results. Confined to one thread. */
final class Redaction implements Layer {
  static final String SECRET = "AKIA-0123456789-0123456789-0123456789";

  boolean knowsTheSecret = true;

  @Override
  public String name() {
    return "redaction";
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    return List.of(Link.of(Anchor.REVEAL, "redaction", this::redact));
  }

  private ToolOutcome redact(ToolCall call, ToolHandler next) throws InterruptedException {
    ToolOutcome outcome = next.handle(call);
    return knowsTheSecret && outcome instanceof ToolOutcome.Success(String text)
        ? ToolOutcome.success(text.replace(SECRET, "[secret]"))
        : outcome;
  }
}

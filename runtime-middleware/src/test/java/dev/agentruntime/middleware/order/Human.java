package dev.agentruntime.middleware.order;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks a person about every call, who thinks for ten minutes. Confined to one thread. */
final class Human implements Layer {
  static final Duration THINKS = Duration.ofMinutes(10);

  final List<String> asked = new ArrayList<>();
  boolean approves = true;
  Runnable whileThinking = () -> {};

  @Override
  public String name() {
    return "approval";
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    return List.of(Link.of(Anchor.APPROVAL, "approval", this::ask, LinkTrait.WAITS_FOR_HUMAN));
  }

  private ToolOutcome ask(ToolCall call, ToolHandler next) throws InterruptedException {
    asked.add(call.arguments().text());
    whileThinking.run();
    call.run().time().sleep(THINKS);
    if (!approves) {
      return new ToolOutcome.Rejected("somebody", "no");
    }
    ToolOutcome refusal = call.recheck();
    return refusal != null ? refusal : next.handle(call);
  }
}

package dev.agentruntime.testkit.contract;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;

/** A link that rewrites arguments and adds to answers keeps the contract of middleware. */
class StampContractTest extends ToolMiddlewareContract {
  @Override
  protected ToolMiddleware createMiddleware() {
    return (call, next) -> {
      ToolOutcome outcome = next.handle(call.withArguments(ToolArguments.ofText("{\"stamp\":1}")));
      return outcome instanceof ToolOutcome.Success(String text)
          ? ToolOutcome.success(text + " (stamped)")
          : outcome;
    };
  }

  @Override
  protected Anchor anchor() {
    return Anchor.ENRICH;
  }

  @Override
  protected LinkTrait[] traits() {
    return new LinkTrait[] {LinkTrait.REWRITES_ARGUMENTS};
  }
}

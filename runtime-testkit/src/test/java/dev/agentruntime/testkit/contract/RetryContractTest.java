package dev.agentruntime.testkit.contract;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.tool.ToolOutcome;

/** A link that proceeds again, and says so, keeps the contract of middleware. */
class RetryContractTest extends ToolMiddlewareContract {
  @Override
  protected ToolMiddleware createMiddleware() {
    return (call, next) -> {
      ToolOutcome first = next.handle(call);
      boolean worthIt =
          first instanceof ToolOutcome.InfrastructureError error && error.transientFailure();
      return worthIt ? next.handle(call.nextAttempt()) : first;
    };
  }

  @Override
  protected Anchor anchor() {
    return Anchor.RETRY;
  }

  @Override
  protected LinkTrait[] traits() {
    return new LinkTrait[] {LinkTrait.PROCEEDS_AGAIN};
  }
}

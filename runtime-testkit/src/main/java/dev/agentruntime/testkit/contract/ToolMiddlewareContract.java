package dev.agentruntime.testkit.contract;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolMiddleware;

/**
 * What {@link ToolMiddleware} asks of every link: the {@link LayerContract} for a middleware that
 * is not part of a layer of its own.
 *
 * <pre>{@code
 * class StampContractTest extends ToolMiddlewareContract {
 *   protected ToolMiddleware createMiddleware() { return new Stamp(); }
 *   protected Anchor anchor() { return Anchor.ENRICH; }
 *   protected LinkTrait[] traits() { return new LinkTrait[] {LinkTrait.REWRITES_ARGUMENTS}; }
 * }
 * }</pre>
 */
public abstract class ToolMiddlewareContract extends LayerContract {
  /** For subclasses. */
  protected ToolMiddlewareContract() {}

  /**
   * Makes the middleware, set up so that it lets calls through.
   *
   * @return a middleware; asked anew for each test
   */
  protected abstract ToolMiddleware createMiddleware();

  /**
   * Where the middleware belongs.
   *
   * @return {@link Anchor#TOOL} unless overridden
   */
  protected Anchor anchor() {
    return Anchor.TOOL;
  }

  /**
   * What the middleware declares about itself.
   *
   * @return nothing unless overridden
   */
  protected LinkTrait[] traits() {
    return new LinkTrait[0];
  }

  @Override
  protected final Layer createLayer() {
    return Layer.of(anchor(), "link-under-test", createMiddleware(), traits());
  }
}

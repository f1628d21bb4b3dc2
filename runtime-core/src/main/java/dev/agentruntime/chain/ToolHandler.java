package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolOutcome;

/**
 * The rest of a chain: the links further in, and the tool. Made by the runtime; safe for use by
 * many threads.
 */
@FunctionalInterface
public interface ToolHandler {

  /**
   * Runs the rest of the chain.
   *
   * @param call the call, or what {@link ToolCall#withArguments}, {@link ToolCall#withDeadline} or
   *     the like made of it
   * @return the outcome; never null
   * @throws InterruptedException if the thread was interrupted
   * @throws MiddlewareContractException if the caller broke the contract of {@link ToolMiddleware}
   */
  ToolOutcome handle(ToolCall call) throws InterruptedException;
}

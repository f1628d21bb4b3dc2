package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolOutcome;

/**
 * Wraps one tool call: looks at it, answers in its place, or proceeds and looks at the outcome.
 *
 * <pre>{@code
 * (call, next) -> {
 *   // before
 *   try {
 *     return next.handle(call);
 *   } finally {
 *     // after, whatever happened
 *   }
 * }
 * }</pre>
 *
 * <p>The contract, which the chain enforces by a {@link MiddlewareContractException} that names the
 * link:
 *
 * <ul>
 *   <li>proceed at most once, unless the link declares {@link LinkTrait#PROCEEDS_AGAIN};
 *   <li>proceed before returning, on the same thread, or with {@link ToolCall#fork()} on another
 *       thread that has ended or is on record as abandoned when the link returns;
 *   <li>proceed with the call that was given, or one derived from it; never with another tool's;
 *   <li>change arguments only if the link declares {@link LinkTrait#REWRITES_ARGUMENTS};
 *   <li>return an outcome, never null.
 * </ul>
 *
 * <p>Let {@link InterruptedException} pass; it ends the call for everybody. If a link throws
 * anything else, this call ends as {@link ToolOutcome.Internal}; siblings and the run go on. A link
 * must hold no lock while it proceeds.
 *
 * <p>Implementations are shared by all calls and must be safe for use by many threads; state
 * belongs into a {@link Slot}.
 */
@FunctionalInterface
public interface ToolMiddleware {

  /**
   * Wraps a call.
   *
   * @param call the call
   * @param next the rest of the chain
   * @return how the call ended
   * @throws InterruptedException if the thread was interrupted
   */
  ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException;
}

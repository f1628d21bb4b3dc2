package dev.agentruntime.middleware.effect;

import dev.agentruntime.tool.ToolInvocation;

/**
 * Finds out whether a call whose effect is unknown had it, by asking where it would show: whether
 * there is a payment of that idempotency key, a ticket of that number.
 *
 * <p>Runs on the thread of the call, before the call's time limit: must end within seconds, and
 * when interrupted. Must have no effect of its own. Must be safe for use by many threads.
 */
@FunctionalInterface
public interface Reconciler {

  /**
   * Finds out.
   *
   * @param call the call, with the arguments and the idempotency key of the one that was lost
   * @return what is known now
   * @throws InterruptedException if the thread was interrupted
   * @throws Exception if it could not be found out; the effect stays unknown
   */
  Reconciliation reconcile(ToolInvocation call) throws Exception;
}

package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What a link sets aside for the calls of one turn before any of them begins, in the order in which
 * the model asked for them: if not all fit, the last ones are refused, whichever would have come
 * first side by side.
 *
 * <p>Asked on the run's thread, for turns of several calls only; a lone call has nobody to be in
 * order with. Must be quick and must not block. If it throws, that call ends as {@link
 * ToolOutcome.Internal}. Implementations must be safe for use by many threads.
 */
public interface TurnClaim {

  /**
   * Sets aside what a call will need. The call may still be refused further out and never reach the
   * link.
   *
   * @param run the run
   * @param tool the tool to be called
   * @param callId the call
   * @return why it is refused, or null if it may begin; a refusal is answered at {@link
   *     Anchor#LIMITS}
   */
  @Nullable ToolOutcome claim(RunFrame run, ToolDescriptor tool, String callId);

  /**
   * The turn is over: what was set aside and not taken up is given back. Called once for every call
   * of the turn whose tool has the link, asked for or not. If it throws, that is logged and the
   * turn goes on.
   *
   * @param run the run
   * @param callId the call
   */
  void release(RunFrame run, String callId);
}

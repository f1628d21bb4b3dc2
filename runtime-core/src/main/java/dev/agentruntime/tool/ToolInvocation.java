package dev.agentruntime.tool;

import dev.agentruntime.context.RunContext;
import dev.agentruntime.time.Deadline;

/**
 * One attempt to run a tool, as the tool sees it. Made by the runtime.
 *
 * <p>Confined to the thread running the call, unless said otherwise.
 */
public interface ToolInvocation {

  /**
   * The call's identity within the run; the same for every attempt.
   *
   * @return the id the model gave, or the one the runtime minted where the model gave none or
   *     repeated one
   */
  String callId();

  /**
   * The name the model called the tool by.
   *
   * @return the tool's name
   */
  String toolName();

  /**
   * What the model asked for, after every layer that may change it.
   *
   * @return the arguments
   */
  ToolArguments arguments();

  /**
   * Who the call is for. Safe to hand to other threads.
   *
   * @return the run's context
   */
  RunContext context();

  /**
   * When this attempt has to end; at the latest the run's deadline.
   *
   * @return the deadline, on the run's clock
   */
  Deadline deadline();

  /**
   * Which attempt this is.
   *
   * @return 1 for the first
   */
  int attempt();

  /**
   * A key to hand to a service that de-duplicates requests: the same for every attempt of this
   * call, in this process or after a restart, and different for every other call. Made by the
   * runtime, never by the model.
   *
   * @return a printable key
   */
  String idempotencyKey();
}

package dev.agentruntime.tool;

import dev.agentruntime.context.RunContext;
import java.util.List;

/**
 * Brings tools that depend on the run: on its tenant, its principal, or on what a remote server
 * offers at the moment.
 *
 * <p>Asked once at the start of each run. If it throws, the run fails before the model is asked,
 * since running without tools that were meant to be there is not safe. Implementations must be safe
 * for use by many threads.
 */
@FunctionalInterface
public interface ToolProvider {

  /**
   * The tools for one run. Tools returned again for a later run should be the same objects, so that
   * their chains are reused.
   *
   * @param context who the run is for
   * @return the tools; names must differ from each other and from the agent's own
   * @throws InterruptedException if the thread was interrupted
   */
  List<AgentTool> tools(RunContext context) throws InterruptedException;
}

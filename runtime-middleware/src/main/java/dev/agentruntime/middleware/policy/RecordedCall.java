package dev.agentruntime.middleware.policy;

import dev.agentruntime.Agent;
import dev.agentruntime.chain.DryRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import java.util.Objects;

/**
 * A call of the past, to be held against a policy of today. Immutable but for the arguments' lazy
 * parsing, so confined to one thread.
 *
 * @param tool the tool, with the traits it has now
 * @param arguments the arguments it was called with
 * @param caller on whose behalf
 */
public record RecordedCall(ToolDescriptor tool, ToolArguments arguments, Caller caller) {
  /** Checks the components. */
  public RecordedCall {
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(caller, "caller");
  }

  /**
   * What would become of it today, at every layer around the tool.
   *
   * @param agent an agent that has the tool, as it is set up today
   * @return what each link says
   * @throws InterruptedException if the thread was interrupted
   * @see Agent#dryRun
   */
  public DryRun dryRun(Agent agent) throws InterruptedException {
    RunOptions.Builder options = RunOptions.builder();
    caller.tenant().ifPresent(options::tenant);
    caller.principal().ifPresent(options::principal);
    return agent.dryRun(tool.name(), arguments.text(), options.build());
  }
}

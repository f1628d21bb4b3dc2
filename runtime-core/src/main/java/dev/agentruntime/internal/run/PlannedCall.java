package dev.agentruntime.internal.run;

import dev.agentruntime.chain.DryRun;
import dev.agentruntime.chain.Forecast;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.context.CurrentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.tool.ToolArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A call that is looked at and not made.
 *
 * @param tool the name of the tool
 * @param arguments the arguments, as a model would write them
 */
public record PlannedCall(String tool, String arguments) {
  private static final String ID = "dry-run";

  /** Checks the components. */
  public PlannedCall {
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(arguments, "arguments");
  }

  /** The name and a size: arguments may hold secrets. */
  @Override
  public String toString() {
    return "PlannedCall(" + tool + ", " + arguments.length() + " characters)";
  }

  /**
   * What would become of it as the first call of a run that begins now.
   *
   * @param agent whose call it is
   * @param options for whom
   * @return what each link says
   * @throws InterruptedException if the thread was interrupted
   */
  public DryRun inNewRun(AgentDefinition agent, RunOptions options) throws InterruptedException {
    return in(new RunState(agent, options, CurrentRun.orNull()));
  }

  /** What would become of it in the next turn of a run. */
  DryRun in(RunState run) throws InterruptedException {
    ToolSet tools = run.tools();
    ToolChain chain = tools.find(tool).chain;
    ToolChain.Identity identity = new ToolChain.Identity(ID, tool, run.modelCalls() + 1, 0, null);
    DryRun looked = chain.dryRun(run, identity, ToolArguments.ofText(arguments));
    return chain.tool().known() ? looked : unknown(looked, tools);
  }

  private static DryRun unknown(DryRun looked, ToolSet tools) {
    List<DryRun.Step> steps = new ArrayList<>(looked.steps());
    steps.add(
        new DryRun.Step("tool", new Forecast.Refuses(tools.unknown(looked.tool())), List.of()));
    return new DryRun(looked.tool(), looked.arguments(), steps);
  }
}

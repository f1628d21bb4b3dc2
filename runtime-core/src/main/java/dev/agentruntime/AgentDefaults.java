package dev.agentruntime;

import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.contributor.ContextSources;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.TurnPolicy;
import dev.agentruntime.tool.ToolProvider;
import java.util.List;

/**
 * What an agent has from its runtime unless it says otherwise.
 *
 * @param providers bring more tools for each run
 * @param model asks the runtime's model
 * @param limits how much a run may use
 * @param turns what a run makes of odd turns of the model
 * @param context what is looked up before a run asks the model
 */
record AgentDefaults(
    List<ToolProvider> providers,
    ModelHandler model,
    RunLimits limits,
    TurnPolicy turns,
    ContextSources context) {
  AgentDefaults {
    providers = List.copyOf(providers);
  }
}

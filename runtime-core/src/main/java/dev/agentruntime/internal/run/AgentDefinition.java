package dev.agentruntime.internal.run;

import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.contributor.ContextSources;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.TurnPolicy;
import dev.agentruntime.tool.ToolProvider;
import dev.agentruntime.tool.method.JsonType;
import dev.langchain4j.data.message.SystemMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent, compiled: everything a run needs that does not change from run to run. Cheap to make;
 * tools and model are shared.
 *
 * @param core the runtime it belongs to
 * @param name its name
 * @param system its instructions, or null for none
 * @param tools its compiled tools
 * @param providers bring more tools for each run
 * @param model asks its model through the model middleware
 * @param rules what holds for every run
 * @param context what is looked up before a run asks the model
 * @param answers what its answers must be, or null for plain text
 */
public record AgentDefinition(
    RuntimeCore core,
    String name,
    @Nullable SystemMessage system,
    ToolSet tools,
    List<ToolProvider> providers,
    ModelHandler model,
    RunRules rules,
    ContextSources context,
    @Nullable JsonType<?> answers) {

  /**
   * The same agent, answering with a type.
   *
   * @param type what its answers must be
   * @return a copy
   */
  public AgentDefinition answering(JsonType<?> type) {
    return new AgentDefinition(core, name, system, tools, providers, model, rules, context, type);
  }

  RunLimits limits() {
    return rules.limits();
  }

  TurnPolicy turns() {
    return rules.turns();
  }
}

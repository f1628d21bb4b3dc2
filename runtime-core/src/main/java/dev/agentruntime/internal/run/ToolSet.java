package dev.agentruntime.internal.run;

import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.text.Names;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tools of an agent, compiled: by name, as specifications for the model, and the answer for
 * names nobody has. Immutable.
 */
public final class ToolSet {
  private final Map<String, CompiledTool> byName;
  private final List<String> names;
  private final List<ToolChain> chains;
  private final CompiledTool unknown;
  private final ChatRequestParameters parameters;

  private ToolSet(List<ToolChain> chains, RuntimeCore core) {
    this.chains = chains;
    Map<String, CompiledTool> tools = HashMap.newHashMap(chains.size());
    List<ToolSpecification> specifications = new ArrayList<>(chains.size());
    for (ToolChain chain : chains) {
      CompiledTool tool = new CompiledTool(chain, tools.size());
      if (tools.put(chain.tool().name(), tool) != null) {
        throw new IllegalArgumentException(
            "two tools are named '" + chain.tool().name() + "'; tool names must differ");
      }
      specifications.add(chain.shownToModel());
    }
    this.byName = tools;
    this.names = List.copyOf(tools.keySet());
    this.unknown = new CompiledTool(unknownChain(core), chains.size());
    this.parameters =
        specifications.isEmpty()
            ? DefaultChatRequestParameters.EMPTY
            : DefaultChatRequestParameters.builder()
                .toolSpecifications(List.copyOf(specifications))
                .build();
  }

  static ToolSet of(List<ToolChain> chains, RuntimeCore core) {
    return new ToolSet(List.copyOf(chains), core);
  }

  /**
   * A chain of its own for names nobody has, with every layer that applies to an unknown tool: such
   * calls are logged, audited and refused like others.
   */
  private ToolChain unknownChain(RuntimeCore core) {
    ToolSpecification specification = ToolSpecification.builder().name("unknown").build();
    ToolDescriptor descriptor =
        new ToolDescriptor("unknown", specification, ToolTraits.none(), false);
    return ToolChain.compose(
        descriptor,
        core.linksFor(descriptor, CoreLinks.forUnknownTool()),
        call -> unknown(call.toolName()));
  }

  /** The answer for a name nobody has. */
  ToolOutcome unknown(String name) {
    return new ToolOutcome.UnknownTool(name, Names.near(name, names));
  }

  CompiledTool find(String name) {
    CompiledTool tool = byName.get(name);
    return tool == null ? unknown : tool;
  }

  ChatRequestParameters parameters() {
    return parameters;
  }

  /** How many counters a run needs: one per tool, and one for names nobody has. */
  int counters() {
    return byName.size() + 1;
  }

  /**
   * The chains, in the order the tools were given.
   *
   * @return an unmodifiable list
   */
  public List<ToolChain> chains() {
    return chains;
  }

  /** Some of these tools. */
  ToolSet subset(Collection<String> names, RuntimeCore core) {
    List<ToolChain> chosen = new ArrayList<>();
    for (String name : names) {
      CompiledTool tool = byName.get(name);
      if (tool == null) {
        throw new IllegalArgumentException(
            "the runtime has no tool '"
                + name
                + "'; it has "
                + byName.keySet().stream().sorted().toList());
      }
      chosen.add(tool.chain);
    }
    return of(chosen, core);
  }

  /** These tools and more. */
  ToolSet with(List<ToolChain> more, RuntimeCore core) {
    List<ToolChain> all = new ArrayList<>(chains);
    all.addAll(more);
    return of(all, core);
  }
}

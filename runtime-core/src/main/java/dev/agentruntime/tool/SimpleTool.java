package dev.agentruntime.tool;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.Objects;

/** A tool made of its parts. Immutable. */
record SimpleTool(ToolSpecification specification, ToolTraits traits, Body body)
    implements AgentTool {
  SimpleTool {
    Objects.requireNonNull(specification, "specification");
    Objects.requireNonNull(traits, "traits");
    Objects.requireNonNull(body, "body");
  }

  @Override
  public ToolOutcome call(ToolInvocation invocation) throws Exception {
    return body.call(invocation);
  }

  @Override
  public String toString() {
    return "AgentTool(" + specification.name() + ")";
  }
}

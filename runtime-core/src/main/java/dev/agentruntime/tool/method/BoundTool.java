package dev.agentruntime.tool.method;

import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ArgumentReader;
import dev.agentruntime.tool.ParameterRole;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A compiled method with the object it is called on. As safe for many threads as that object. */
final class BoundTool implements AgentTool {
  private final CompiledMethod method;
  private final @Nullable Object receiver;

  BoundTool(CompiledMethod method, @Nullable Object receiver) {
    this.method = method;
    this.receiver = receiver;
  }

  @Override
  public ToolSpecification specification() {
    return method.specification();
  }

  @Override
  public ToolTraits traits() {
    return method.traits();
  }

  @Override
  public Map<String, ParameterRole> roles() {
    return method.roles();
  }

  @Override
  public Optional<ArgumentReader> argumentReader() {
    return Optional.of(method);
  }

  @Override
  public ToolOutcome call(ToolInvocation invocation) throws Exception {
    return method.call(receiver, invocation);
  }

  CompiledMethod method() {
    return method;
  }

  @Override
  public String toString() {
    return "AgentTool(" + method.specification().name() + ", " + method + ")";
  }
}

package dev.agentruntime.tool.method;

import dev.agentruntime.error.AgentRuntimeException;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * A tool method made ready to be called on any instance of its class. Immutable.
 *
 * @param method the method
 * @param specification what the model is told
 * @param traits what it promises
 * @param properties reads the arguments the model sets
 * @param supplied the arguments the runtime sets
 * @param invoker calls it
 */
record CompiledMethod(
    Method method,
    ToolSpecification specification,
    ToolTraits traits,
    Properties properties,
    Supplied supplied,
    Invoker invoker) {

  ToolOutcome call(@Nullable Object receiver, ToolInvocation invocation) throws Exception {
    @Nullable Object[] arguments = supplied.newArguments(invocation);
    readArguments(invocation.arguments(), arguments);
    return ResultText.outcome(invoke(receiver, arguments), this);
  }

  private void readArguments(ToolArguments given, @Nullable Object[] arguments) {
    if (properties.none() && given.isEmpty()) {
      return;
    }
    Invalid invalid = properties.read(given.object(), arguments);
    if (invalid != null) {
      throw new MalformedArgumentsException(invalid.message());
    }
  }

  private @Nullable Object invoke(@Nullable Object receiver, @Nullable Object[] arguments)
      throws Exception {
    try {
      return invoker.invoke(receiver, arguments);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AgentRuntimeException(this + " threw what is neither an Exception nor an Error", e);
    }
  }

  boolean isStatic() {
    return Modifier.isStatic(method.getModifiers());
  }

  @Override
  public String toString() {
    return "tool method " + Site.describe(method);
  }
}

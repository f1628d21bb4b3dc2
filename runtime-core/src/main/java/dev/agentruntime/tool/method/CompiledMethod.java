package dev.agentruntime.tool.method;

import dev.agentruntime.error.AgentRuntimeException;
import dev.agentruntime.json.schema.Violation;
import dev.agentruntime.tool.ArgumentReader;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ParameterRole;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool method made ready to be called on any instance of its class. Immutable.
 *
 * @param method the method
 * @param specification what the model is told
 * @param traits what it promises
 * @param roles what its parameters are declared to decide
 * @param properties reads the arguments the model sets
 * @param supplied the arguments the runtime sets
 * @param invoker calls it
 */
record CompiledMethod(
    Method method,
    ToolSpecification specification,
    ToolTraits traits,
    Map<String, ParameterRole> roles,
    Properties properties,
    Supplied supplied,
    Invoker invoker)
    implements ArgumentReader {

  /** Reads once for the check and the call: what was read waits in the arguments. */
  @Override
  public List<Violation> read(ToolArguments given) {
    if (properties.none() && given.isEmpty()) {
      return List.of();
    }
    @Nullable Object[] arguments = new @Nullable Object[method.getParameterCount()];
    Invalid invalid = properties.read(given.object(), arguments);
    if (invalid != null) {
      return invalid.violations();
    }
    given.keep(this, arguments);
    return List.of();
  }

  ToolOutcome call(@Nullable Object receiver, ToolInvocation invocation) throws Exception {
    ToolArguments given = invocation.arguments();
    @Nullable Object[] arguments =
        given.take(this) instanceof @Nullable Object[] read
            ? supplied.fill(read, invocation)
            : readNow(given, invocation);
    return ResultText.outcome(invoke(receiver, arguments), this);
  }

  private @Nullable Object[] readNow(ToolArguments given, ToolInvocation invocation) {
    @Nullable Object[] arguments = supplied.newArguments(invocation);
    Invalid invalid =
        properties.none() && given.isEmpty() ? null : properties.read(given.object(), arguments);
    if (invalid != null) {
      throw new MalformedArgumentsException(invalid.message());
    }
    return arguments;
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

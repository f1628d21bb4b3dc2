package dev.agentruntime.jmh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.agentruntime.tool.method.ToolMethods;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does calling a tool method cost once its arguments are parsed, beside a lambda that reads
 * the same two values unchecked, and beside plain reflection? And what does it cost to make one?
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ToolMethodBenchmark {
  private final Services services = new Services();
  private final AgentTool bound = tool("restart");
  private final AgentTool boundBare = tool("status");
  private final AgentTool lambda =
      AgentTool.of(bound.specification(), ToolTraits.none(), this::restartByHand);
  private final AgentTool lambdaBare =
      AgentTool.of(
          boundBare.specification(),
          ToolTraits.none(),
          _ -> ToolOutcome.success(services.status()));
  private final Method reflected = reflected();
  private final MethodHandle compile = compile();
  private final ToolInvocation call = call("{\"service\":\"checkout\",\"grace\":30}");
  private final ToolInvocation bareCall = new OneInvocation(ToolArguments.empty());

  private static ToolInvocation call(String text) {
    ToolArguments arguments = ToolArguments.ofText(text);
    arguments.object();
    return new OneInvocation(arguments);
  }

  private AgentTool tool(String name) {
    for (AgentTool tool : ToolMethods.of(services)) {
      if (tool.specification().name().equals(name)) {
        return tool;
      }
    }
    throw new IllegalStateException("no tool " + name);
  }

  private static Method reflected() {
    try {
      return Services.class.getDeclaredMethod("restart", String.class, int.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Compiling is not public, since results are kept per class; the cost is only seen without that.
   */
  private static MethodHandle compile() {
    try {
      Class<?> type = Class.forName("dev.agentruntime.tool.method.ClassTools");
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findStatic(type, "compile", MethodType.methodType(type, Class.class))
          .asType(MethodType.methodType(Object.class, Class.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private ToolOutcome restartByHand(ToolInvocation invocation) {
    ObjectNode arguments = invocation.arguments().object();
    return ToolOutcome.success(
        services.restart(arguments.get("service").textValue(), arguments.get("grace").intValue()));
  }

  /**
   * The baseline: two values read from a tree, unchecked.
   *
   * @return the outcome
   * @throws Exception never
   */
  @Benchmark
  public ToolOutcome baselineLambda() throws Exception {
    return lambda.call(call);
  }

  /**
   * The same by plain reflection.
   *
   * @return the outcome
   * @throws ReflectiveOperationException never
   */
  @Benchmark
  public ToolOutcome reflection() throws ReflectiveOperationException {
    ObjectNode arguments = call.arguments().object();
    String text =
        (String)
            reflected.invoke(
                services, arguments.get("service").textValue(), arguments.get("grace").intValue());
    return ToolOutcome.success(text);
  }

  /**
   * The same through a bound method: validated.
   *
   * @return the outcome
   * @throws Exception never
   */
  @Benchmark
  public ToolOutcome boundMethod() throws Exception {
    return bound.call(call);
  }

  /**
   * The baseline without arguments.
   *
   * @return the outcome
   * @throws Exception never
   */
  @Benchmark
  public ToolOutcome baselineLambdaWithoutArguments() throws Exception {
    return lambdaBare.call(bareCall);
  }

  /**
   * A bound method without arguments.
   *
   * @return the outcome
   * @throws Exception never
   */
  @Benchmark
  public ToolOutcome boundMethodWithoutArguments() throws Exception {
    return boundBare.call(bareCall);
  }

  /**
   * Another object of a class that is known.
   *
   * @return the tools
   */
  @Benchmark
  public List<AgentTool> bindAnother() {
    return ToolMethods.of(services);
  }

  /**
   * A class compiled again: one tool with three parameters.
   *
   * @return what was compiled
   * @throws Throwable never
   */
  @Benchmark
  public Object compileOneTool() throws Throwable {
    return (Object) compile.invokeExact((Class<?>) OneTool.class);
  }

  /** What a service may be asked for. */
  enum Detail {
    SHORT,
    LONG
  }

  /** One tool as people write them. */
  static final class OneTool {
    @Tool("Describes a service")
    String describe(
        @P("the service") String service, @P("how much") Detail detail, @P("lines") int lines) {
      return service;
    }
  }

  /** Tools that do nothing. */
  static final class Services {
    @Tool("Restarts a service")
    String restart(@P("the service") String service, @P("seconds to wait for it") int grace) {
      return service;
    }

    @Tool("Says how things are")
    String status() {
      return "fine";
    }
  }
}

package dev.agentruntime.jmh;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.Traits;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a run cost whose tool calls go through twelve layers of governance? Beside the same run
 * without any, and beside langchain4j's own {@code AiServices}, which governs nothing. The model
 * answers at once; the tool is an annotated method.
 *
 * <p>The layers look at the arguments, so these are decoded; {@link #decode} is what that alone
 * costs for one call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class GovernedRunBenchmark {
  private static final String SYSTEM = "You are a helpful assistant.";
  private static final String USER = "What is the weather in Tokyo?";
  private static final String ARGUMENTS = MockModel.arguments(0);

  /** How many turns ask for a tool before the answer, and for how many calls each. */
  @Param({"1x1", "10x1", "1x10"})
  public String calls = "1x1";

  private AgentRuntime governedRuntime;
  private AgentRuntime redactedRuntime;
  private AgentRuntime bareRuntime;
  private Agent governedAgent;
  private Agent redactedAgent;
  private Agent bareAgent;
  private Assistant assistant;

  /** The tool as a host writes it; says something else of each city, as no loop would. */
  static final class Weather {
    @Tool(name = "weather", value = "Current weather of a city")
    @Traits({ToolTrait.READ_ONLY, ToolTrait.IDEMPOTENT, ToolTrait.INTERRUPTIBLE})
    String weather(@P("city name") String city) {
      return city.concat(": 21C clear");
    }
  }

  /** An {@code AiServices} as their users declare it. */
  interface Assistant {
    String chat(String message);
  }

  /** Makes the contestants and checks that they give the answer. */
  @Setup
  public void setUp() {
    int times = calls.indexOf('x');
    ChatModel model =
        new MockModel(
            Integer.parseInt(calls.substring(0, times)),
            Integer.parseInt(calls.substring(times + 1)));
    governedRuntime =
        AgentRuntime.builder(model)
            .tools(new Weather())
            .middleware(GovernanceLayers.whole(Audit.standard(), "weather", "/city"))
            .build();
    redactedRuntime =
        AgentRuntime.builder(model)
            .tools(new Weather())
            .middleware(GovernanceLayers.redacted("weather", "/city"))
            .build();
    bareRuntime = AgentRuntime.builder(model).tools(new Weather()).build();
    governedAgent = governedRuntime.agent("weather").instructions(SYSTEM).build();
    redactedAgent = redactedRuntime.agent("weather").instructions(SYSTEM).build();
    bareAgent = bareRuntime.agent("weather").instructions(SYSTEM).build();
    assistant =
        AiServices.builder(Assistant.class)
            .chatModel(model)
            .systemMessage(SYSTEM)
            .tools(new Weather())
            .build();
    check(governedAgent.run(USER).orThrow());
    check(redactedAgent.run(USER).orThrow());
    check(bareAgent.run(USER).orThrow());
    check(assistant.chat(USER));
  }

  private static void check(String answer) {
    if (!answer.equals(MockModel.ANSWER)) {
      throw new IllegalStateException("wrong answer");
    }
  }

  /** Ends the runtimes. */
  @TearDown
  public void tearDown() {
    governedRuntime.close();
    redactedRuntime.close();
    bareRuntime.close();
  }

  /** Theirs, without governance. */
  @Benchmark
  public String baselineAiServices() {
    return assistant.chat(USER);
  }

  /** Ours, without governance. */
  @Benchmark
  public RunResult bare() {
    return bareAgent.run(USER);
  }

  @Benchmark
  public RunResult governed() {
    return governedAgent.run(USER);
  }

  /** The same with redaction, also of all that goes to the model and comes from it. */
  @Benchmark
  public RunResult redacted() {
    return redactedAgent.run(USER);
  }

  /** The arguments of one call. */
  @Benchmark
  public Object decode() {
    return ToolArguments.ofText(ARGUMENTS).object();
  }
}

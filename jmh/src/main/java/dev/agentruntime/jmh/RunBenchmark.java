package dev.agentruntime.jmh;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
 * What does a run cost beside a loop written by hand over the same {@link ChatModel}? The model
 * answers at once; the hand-written loop has no limits, no cancellation, and looks at no arguments.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RunBenchmark {
  private static final String SYSTEM = "You are a helpful assistant.";
  private static final String USER = "What is the weather in Tokyo?";
  private static final String RESULT = "21C clear";

  /** How many turns ask for a tool before the answer; one call each. */
  @Param({"0", "1", "10"})
  public int toolTurns;

  private ChatModel model;
  private List<ToolSpecification> specifications;
  private Map<String, Function<String, String>> handTools;
  private AgentRuntime lambdaRuntime;
  private AgentRuntime methodRuntime;
  private Agent lambdaAgent;
  private Agent methodAgent;

  /** The tool as a host writes it. */
  static final class Weather {
    @Tool(name = "weather", value = "Current weather of a city")
    @dev.agentruntime.tool.Traits(ToolTrait.INTERRUPTIBLE)
    String weather(@P("city name") String city) {
      return city.isEmpty() ? "nowhere" : RESULT;
    }
  }

  /** Makes both contestants and checks that they give the answer. */
  @Setup
  public void setUp() {
    model = new MockModel(toolTurns, 1);
    ToolSpecification specification =
        ToolSpecification.builder()
            .name("weather")
            .description("Current weather of a city")
            .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
            .build();
    specifications = List.of(specification);
    handTools = Map.of("weather", arguments -> RESULT);
    ToolOutcome answer = ToolOutcome.success(RESULT);
    AgentTool lambda =
        AgentTool.of(specification, ToolTraits.of(ToolTrait.INTERRUPTIBLE), invocation -> answer);
    lambdaRuntime = AgentRuntime.builder(model).tools(lambda).build();
    methodRuntime = AgentRuntime.builder(model).tools(new Weather()).build();
    lambdaAgent = lambdaRuntime.agent("weather").instructions(SYSTEM).build();
    methodAgent = methodRuntime.agent("weather").instructions(SYSTEM).build();
    for (Agent agent : List.of(lambdaAgent, methodAgent)) {
      if (!agent.run(USER).orThrow().equals(MockModel.ANSWER)) {
        throw new IllegalStateException("wrong answer");
      }
    }
  }

  /** Ends the runtimes. */
  @TearDown
  public void tearDown() {
    lambdaRuntime.close();
    methodRuntime.close();
  }

  /** The floor. */
  @Benchmark
  public String baselineHandLoop() {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(SystemMessage.from(SYSTEM));
    messages.add(UserMessage.from(USER));
    while (true) {
      ChatRequest request =
          ChatRequest.builder().messages(messages).toolSpecifications(specifications).build();
      AiMessage message = model.chat(request).aiMessage();
      messages.add(message);
      if (!message.hasToolExecutionRequests()) {
        return message.text();
      }
      for (ToolExecutionRequest call : message.toolExecutionRequests()) {
        String result = Objects.requireNonNull(handTools.get(call.name())).apply(call.arguments());
        messages.add(ToolExecutionResultMessage.from(call, result));
      }
    }
  }

  /** A run whose tool looks at no arguments. */
  @Benchmark
  public RunResult runWithLambda() {
    return lambdaAgent.run(USER);
  }

  /** A run whose tool is an annotated method. */
  @Benchmark
  public RunResult runWithMethod() {
    return methodAgent.run(USER);
  }
}

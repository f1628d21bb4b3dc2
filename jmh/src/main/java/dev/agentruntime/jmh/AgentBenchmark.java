package dev.agentruntime.jmh;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.langchain4j.data.message.SystemMessage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What does it cost to make an agent when its tools are compiled already? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AgentBenchmark {
  private static final String SYSTEM = "You are a helpful assistant.";

  private AgentRuntime runtime;

  /** A runtime with one tool. */
  @Setup
  public void setUp() {
    runtime = AgentRuntime.builder(new MockModel(1, 1)).tools(new RunBenchmark.Weather()).build();
  }

  /** Ends it. */
  @TearDown
  public void tearDown() {
    runtime.close();
  }

  /** The floor: the message that holds the instructions. */
  @Benchmark
  public SystemMessage baselineSystemMessage() {
    return SystemMessage.from(SYSTEM);
  }

  /** An agent with the runtime's tool. */
  @Benchmark
  public Agent agent() {
    return runtime.agent("weather").instructions(SYSTEM).build();
  }
}

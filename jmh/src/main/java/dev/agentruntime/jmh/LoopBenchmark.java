package dev.agentruntime.jmh;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.middleware.failure.FailureLimit;
import dev.agentruntime.middleware.loop.LoopDetection;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What do loop detection and failure limit cost a call that is neither a loop nor a failure?
 * Baseline: {@link #doNothing}, a link that does nothing. The run is long, so the window is full
 * all the time. {@link #loopSameResult} is a tool that says the same to every call, whose arguments
 * have to be compared.
 *
 * <p>{@code mvn -q -pl jmh -am package exec:exec -Djmh.args="LoopBenchmark -prof gc"}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LoopBenchmark {
  /** More than a window holds, so that no call finds itself. */
  private static final int CALLS = 64;

  private static final ToolChain.Identity IDENTITY =
      new ToolChain.Identity("call-1", "search", 1, 0, null);

  /** Bytes of arguments and of result. */
  @Param({"200", "4096"})
  public int size;

  private final BenchRun run = new BenchRun();
  private final ToolArguments[] arguments = new ToolArguments[CALLS];
  private final ToolOutcome[] results = new ToolOutcome[CALLS];
  private int next;
  private ToolChain doNothing;
  private ToolChain loop;
  private ToolChain loopSameResult;
  private ToolChain failure;

  @Setup(Level.Trial)
  public void compose() {
    for (int i = 0; i < CALLS; i++) {
      arguments[i] = ToolArguments.ofText("{\"id\":" + i + ",\"q\":\"" + "x".repeat(size) + "\"}");
      arguments[i].object();
      results[i] = ToolOutcome.success(i + "y".repeat(size));
    }
    Link nothing = Link.of(Anchor.LOOP, "nothing", (call, rest) -> rest.handle(call));
    doNothing = ToolChain.compose(tool(), List.of(nothing), call -> results[next]);
    loop = around(LoopDetection.standard(), false);
    loopSameResult = around(LoopDetection.standard(), true);
    failure = around(FailureLimit.standard(), false);
  }

  private ToolChain around(Layer layer, boolean sameResult) {
    return ToolChain.compose(
        tool(),
        layer.bind(new LayerBinding(tool(), layer.name(), run.services())),
        call -> results[sameResult ? 0 : next]);
  }

  private static ToolDescriptor tool() {
    ToolSpecification specification = ToolSpecification.builder().name("search").build();
    return new ToolDescriptor("search", specification, ToolTraits.none(), true);
  }

  private ToolOutcome call(ToolChain chain) throws InterruptedException {
    next = (next + 1) % CALLS;
    return chain.run(run, IDENTITY, arguments[next]);
  }

  @Benchmark
  public ToolOutcome doNothing() throws InterruptedException {
    return call(doNothing);
  }

  @Benchmark
  public ToolOutcome loop() throws InterruptedException {
    return call(loop);
  }

  @Benchmark
  public ToolOutcome loopSameResult() throws InterruptedException {
    return call(loopSameResult);
  }

  @Benchmark
  public ToolOutcome failure() throws InterruptedException {
    return call(failure);
  }
}

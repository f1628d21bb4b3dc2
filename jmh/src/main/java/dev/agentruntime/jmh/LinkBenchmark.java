package dev.agentruntime.jmh;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.ArrayList;
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
 * What does one do-nothing link more cost? The difference between rows, divided by the links
 * between them; in bytes it has to be zero.
 *
 * <p>Baselines: {@link #direct}, the tool called without a chain; and the chain of 0 links, which
 * makes the call that all links share.
 *
 * <p>{@code mvn -q -pl jmh -am package exec:exec -Djmh.args="LinkBenchmark -prof gc"}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LinkBenchmark {
  private static final ToolOutcome DONE = ToolOutcome.success("done");
  private static final ToolHandler TOOL = call -> DONE;

  /** As many classes as links, since in a host's chain no two links are of one class. */
  private static final List<ToolMiddleware> DISTINCT =
      List.of(
          (call, next) -> next.handle(call),
          (call, next) -> next.handle(call),
          (call, next) -> next.handle(call),
          (call, next) -> next.handle(call),
          (call, next) -> next.handle(call),
          (call, next) -> next.handle(call),
          (call, next) -> next.handle(call),
          (call, next) -> next.handle(call),
          (call, next) -> next.handle(call),
          (call, next) -> next.handle(call),
          (call, next) -> next.handle(call),
          (call, next) -> next.handle(call));

  private final BenchRun run = new BenchRun();
  private final ToolChain.Identity identity =
      new ToolChain.Identity("call-1", "search", 1, 0, null);
  private final ToolArguments arguments = ToolArguments.ofText("{\"query\":\"latency\"}");
  private final List<ToolCall> calls = new ArrayList<>();

  /** Gets hold of a call, which only a chain can make. */
  @Setup(Level.Trial)
  public void makeCall() throws InterruptedException {
    ToolHandler keeping =
        call -> {
          calls.add(call);
          return DONE;
        };
    ToolChain.compose(descriptor(), List.of(), keeping).run(run, identity, arguments);
  }

  private static ToolDescriptor descriptor() {
    return new ToolDescriptor(
        "search", ToolSpecification.builder().name("search").build(), ToolTraits.none(), true);
  }

  @Benchmark
  public ToolOutcome direct() throws InterruptedException {
    return TOOL.handle(calls.getFirst());
  }

  @Benchmark
  public ToolOutcome chain(Links links) throws InterruptedException {
    return links.chain.run(run, identity, arguments);
  }

  /** The chain. */
  @State(Scope.Benchmark)
  public static class Links {
    /** How many links. */
    @Param({"0", "1", "4", "12"})
    int count;

    /** Whether each link is of a class of its own, or all are of one, which flatters. */
    @Param({"true", "false"})
    boolean distinct;

    private ToolChain chain;

    @Setup(Level.Trial)
    public void compose() {
      List<Link> links = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        links.add(Link.of(Anchor.POLICY, "link-" + i, DISTINCT.get(distinct ? i : 0)));
      }
      chain = ToolChain.compose(descriptor(), links, TOOL);
    }
  }
}

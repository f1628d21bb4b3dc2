package dev.agentruntime.jmh;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.chain.SlotRegistry;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.middleware.Timeout;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does the timeout link cost a call that ends in time? Inline, for tools that heed interrupts:
 * to be compared with {@link #doNothing}, a link in the same place that does nothing. Isolated, for
 * all others: one hop to a virtual thread and back.
 *
 * <p>{@code mvn -q -pl jmh -am package exec:exec -Djmh.args="TimeLimitLinkBenchmark -prof gc"}; on
 * virtual threads with {@code -jvmArgsAppend -Djmh.executor=VIRTUAL} added.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TimeLimitLinkBenchmark {
  private static final ToolOutcome DONE = ToolOutcome.success("done");

  private final BenchRun run = new BenchRun();
  private final ToolChain.Identity identity =
      new ToolChain.Identity("call-1", "search", 1, 0, null);
  private final ToolArguments arguments = ToolArguments.ofText("{\"query\":\"latency\"}");
  private RuntimeServices services;
  private ToolChain bare;
  private ToolChain doNothing;
  private ToolChain inline;
  private ToolChain both;
  private ToolChain isolated;

  @Setup(Level.Trial)
  public void compose() {
    TimeSource time = TimeSource.system();
    Watchdog watchdog = new Watchdog("benchmark-watchdog", time);
    services =
        new RuntimeServices(time, new SlotRegistry(), watchdog, new StragglerRegistry(), List.of());
    ToolTraits polite = ToolTraits.of(ToolTrait.INTERRUPTIBLE);
    Timeout attempts = Timeout.builder().attemptLimit(Duration.ofSeconds(10)).build();
    bare = chain(polite, List.of());
    doNothing =
        chain(
            polite,
            List.of(Link.of(Anchor.CALL_TIMEOUT, "nothing", (call, next) -> next.handle(call))));
    inline = chain(polite, bound(Timeout.standard(), polite));
    both = chain(polite, bound(attempts, polite));
    isolated = chain(ToolTraits.none(), bound(Timeout.standard(), ToolTraits.none()));
  }

  private List<Link> bound(Timeout timeout, ToolTraits traits) {
    return timeout.bind(new LayerBinding(tool(traits), timeout.name(), services));
  }

  private static ToolChain chain(ToolTraits traits, List<Link> links) {
    return ToolChain.compose(tool(traits), links, call -> DONE);
  }

  private static ToolDescriptor tool(ToolTraits traits) {
    return new ToolDescriptor(
        "search", ToolSpecification.builder().name("search").build(), traits, true);
  }

  @TearDown(Level.Trial)
  public void close() {
    services.watchdog().close();
  }

  @Benchmark
  public ToolOutcome bare() throws InterruptedException {
    return bare.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome doNothing() throws InterruptedException {
    return doNothing.run(run, identity, arguments);
  }

  /** The target. */
  @Benchmark
  public ToolOutcome inline() throws InterruptedException {
    return inline.run(run, identity, arguments);
  }

  /** A limit on the call and one on its attempt. */
  @Benchmark
  public ToolOutcome inlineTwice() throws InterruptedException {
    return both.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome isolated() throws InterruptedException {
    return isolated.run(run, identity, arguments);
  }
}

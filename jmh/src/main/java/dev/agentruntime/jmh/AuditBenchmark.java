package dev.agentruntime.jmh;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.chain.SlotRegistry;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.audit.SyncPolicy;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.io.IOException;
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
 * What does the audit cost a call with 200 bytes of arguments and of result? Baseline: {@link
 * #doNothing}, three links in the same places that do nothing. In memory; in a file for a tool that
 * only reads, whose records may lag; and for a tool with effects, which waits until its start is
 * written, or on the disk.
 *
 * <p>{@code mvn -q -pl jmh -am package exec:exec -Djmh.args="AuditBenchmark -prof gc"}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AuditBenchmark {
  private static final ToolOutcome DONE = ToolOutcome.success("x".repeat(200));
  private static final ToolTraits READS = ToolTraits.of(ToolTrait.READ_ONLY);

  private final BenchRun run = new BenchRun();
  private final ToolChain.Identity identity = new ToolChain.Identity("call-1", "pay", 1, 0, null);
  private final ToolArguments arguments =
      ToolArguments.ofText("{\"iban\":\"" + "x".repeat(189) + "\"}");
  private final AuditFiles files = new AuditFiles();
  private RuntimeServices services;
  private ToolChain doNothing;
  private ToolChain memory;
  private ToolChain fileReads;
  private ToolChain fileEffects;
  private ToolChain fileSynced;

  @Setup(Level.Trial)
  public void compose() throws IOException {
    TimeSource time = TimeSource.system();
    services =
        new RuntimeServices(
            time,
            new SlotRegistry(),
            new Watchdog("benchmark-watchdog", time),
            new StragglerRegistry(),
            List.of());
    doNothing =
        ToolChain.compose(
            tool(READS),
            List.of(
                Link.of(Anchor.PROPOSED, "first", (call, next) -> next.handle(call)),
                Link.of(Anchor.INTENT, "second", (call, next) -> next.handle(call)),
                Link.of(Anchor.STARTED, "third", (call, next) -> next.handle(call))),
            call -> DONE);
    memory = chain(ToolTraits.none(), Audit.standard());
    fileReads = chain(READS, files.into("reads", SyncPolicy.never()));
    fileEffects = chain(ToolTraits.none(), files.into("effects", SyncPolicy.never()));
    fileSynced = chain(ToolTraits.none(), files.into("synced", SyncPolicy.beforeEffects()));
  }

  private ToolChain chain(ToolTraits traits, Layer layer) {
    ToolDescriptor tool = tool(traits);
    return ToolChain.compose(
        tool, layer.bind(new LayerBinding(tool, layer.name(), services)), call -> DONE);
  }

  private static ToolDescriptor tool(ToolTraits traits) {
    return new ToolDescriptor("pay", ToolSpecification.builder().name("pay").build(), traits, true);
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    files.close();
  }

  @Benchmark
  public ToolOutcome doNothing() throws InterruptedException {
    return doNothing.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome memory() throws InterruptedException {
    return memory.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome fileReads() throws InterruptedException {
    return fileReads.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome fileEffects() throws InterruptedException {
    return fileEffects.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome fileSynced() throws InterruptedException {
    return fileSynced.run(run, identity, arguments);
  }
}

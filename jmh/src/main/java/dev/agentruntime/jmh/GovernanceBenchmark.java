package dev.agentruntime.jmh;

import dev.agentruntime.middleware.audit.SyncPolicy;
import dev.agentruntime.tool.ToolOutcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.util.concurrent.Callable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does governance cost a call, layer by layer and as a whole, with arguments decoded before?
 *
 * <p>Baselines: {@link #bare}, the tool alone; the layer {@code none}, a chain without links;
 * {@link #idle}, as many links as the whole has, that do nothing; and {@link #resilience4j}, its
 * circuit breaker around the bare tool, for the breaker's row.
 *
 * <p>{@code mvn -q -pl jmh -am package exec:exec -Djmh.args="GovernanceBenchmark -prof gc"}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC"})
public class GovernanceBenchmark {
  /** How many characters the arguments have, and the result. */
  @Param({"200", "4096"})
  int size;

  private GovernedCall none;
  private GovernedCall idle;
  private Callable<ToolOutcome> decorated;

  @Setup(Level.Trial)
  public void compose() {
    none = new GovernedCall(size, GovernanceLayers.named("none"));
    int links = new GovernedCall(size, GovernanceLayers.whole()).links();
    idle = new GovernedCall(size, GovernanceLayers.idle(links));
    decorated = CircuitBreaker.decorateCallable(CircuitBreaker.ofDefaults("search"), none::bare);
  }

  @Benchmark
  public ToolOutcome bare() {
    return none.bare();
  }

  @Benchmark
  public ToolOutcome idle() throws InterruptedException {
    return idle.call();
  }

  @Benchmark
  public ToolOutcome resilience4j() throws Exception {
    return decorated.call();
  }

  /** Through the twelve layers, of which the audit writes to a file. */
  @Benchmark
  public ToolOutcome recorded(Recorded recorded) throws InterruptedException {
    return recorded.calls.call();
  }

  @Benchmark
  public ToolOutcome governed(Governed governed) throws InterruptedException {
    return governed.calls.call();
  }

  /** Calls through one layer, or all of them. */
  @State(Scope.Benchmark)
  public static class Governed {
    /** Which layer. */
    @Param({
      "none",
      "guard",
      "log",
      "audit",
      "enrichment",
      "policy",
      "loop",
      "failures",
      "budgets",
      "approval",
      "cap",
      "cache-hit",
      "cache-miss",
      "effects",
      "timeout",
      "retry",
      "breaker",
      "rate",
      "bulkhead",
      "whole"
    })
    String layer = "none";

    private GovernedCall calls;

    @Setup(Level.Trial)
    public void compose(GovernanceBenchmark sizes) {
      calls =
          new GovernedCall(
              sizes.size, GovernanceLayers.traitsFor(layer), GovernanceLayers.named(layer));
    }
  }

  /** Calls through all layers, put on record in a file. */
  @State(Scope.Benchmark)
  public static class Recorded {
    /** Whether the tool only reads, or has effects; and whether its record is on the disk first. */
    @Param({"reads", "effects", "effects-synced"})
    String tool = "reads";

    private final AuditFiles files = new AuditFiles();
    private GovernedCall calls;

    @Setup(Level.Trial)
    public void compose(GovernanceBenchmark sizes) throws IOException {
      SyncPolicy policy =
          tool.equals("effects-synced") ? SyncPolicy.beforeEffects() : SyncPolicy.never();
      calls =
          new GovernedCall(
              sizes.size,
              tool.equals("reads") ? GovernedCall.READS : GovernedCall.WRITES,
              GovernanceLayers.whole(files.into(tool, policy), "search", "/query"));
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
      files.close();
    }
  }
}

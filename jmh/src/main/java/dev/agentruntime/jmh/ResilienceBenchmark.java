package dev.agentruntime.jmh;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.chain.SlotRegistry;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.middleware.Timeout;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.bulkhead.Bulkhead;
import dev.agentruntime.middleware.rate.Rate;
import dev.agentruntime.middleware.rate.RateKey;
import dev.agentruntime.middleware.rate.RateLimit;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.scope.StragglerRegistry;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.time.Watchdog;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
 * What do retry, circuit breaker, rate limit, bulkhead and a time limit cost a call that goes well?
 * To be compared with {@link #bare} and with {@link #threeThatDoNothing}, as many links as the
 * breaker has; and Resilience4j's decorators of the same kinds around a {@link Callable}, with
 * {@link #callable} as their own baseline. What a chain itself costs is in {@link #bare}.
 *
 * <p>{@code mvn -q -pl jmh -am package exec:exec -Djmh.args="ResilienceBenchmark -prof gc"}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC"})
public class ResilienceBenchmark {
  private static final ToolOutcome DONE = ToolOutcome.success("done");

  private final BenchRun run = new BenchRun();
  private final ToolChain.Identity identity =
      new ToolChain.Identity("call-1", "search", 1, 0, null);
  private final ToolArguments arguments = ToolArguments.ofText("{\"query\":\"latency\"}");
  private final ToolDescriptor tool =
      new ToolDescriptor(
          "search",
          ToolSpecification.builder().name("search").build(),
          ToolTraits.of(ToolTrait.IDEMPOTENT, ToolTrait.INTERRUPTIBLE),
          true);
  private final RuntimeServices services =
      new RuntimeServices(
          TimeSource.system(),
          new SlotRegistry(),
          new Watchdog("benchmark-watchdog", TimeSource.system()),
          new StragglerRegistry(),
          List.of());

  private ToolChain bare;
  private ToolChain threeThatDoNothing;
  private ToolChain retry;
  private ToolChain breaker;
  private ToolChain rateLimit;
  private ToolChain bulkhead;
  private ToolChain timeout;
  private ToolChain allFour;
  private ToolChain allFive;
  private final Callable<ToolOutcome> callable = () -> DONE;
  private Callable<ToolOutcome> theirRetry;
  private Callable<ToolOutcome> theirBreaker;
  private Callable<ToolOutcome> theirRateLimit;
  private Callable<ToolOutcome> theirBulkhead;
  private Callable<ToolOutcome> theirTimeLimiter;
  private Callable<ToolOutcome> theirAllFour;
  private Callable<ToolOutcome> theirAllFive;
  private ExecutorService theirThreads;

  @Setup(Level.Trial)
  public void compose() {
    Layer again = Retry.builder().quota(10).build();
    Layer circuit = CircuitBreaker.standard();
    Layer rate =
        RateLimit.builder()
            .limit("*", Rate.of(1_000_000_000, Duration.ofSeconds(1)), RateKey.RUNTIME)
            .build();
    Layer permits = Bulkhead.builder().limit("*", 16).build();
    bare = chain();
    threeThatDoNothing =
        ToolChain.compose(
            tool,
            List.of(nothing(Anchor.PEEK), nothing(Anchor.CACHE), nothing(Anchor.BREAKER)),
            call -> DONE);
    retry = chain(again);
    breaker = chain(circuit);
    rateLimit = chain(rate);
    bulkhead = chain(permits);
    timeout = chain(Timeout.standard());
    allFour = chain(again, circuit, rate, permits);
    allFive = chain(Timeout.standard(), again, circuit, rate, permits);
    decorate();
  }

  private void decorate() {
    var theirs = io.github.resilience4j.circuitbreaker.CircuitBreaker.ofDefaults("search");
    var again = io.github.resilience4j.retry.Retry.ofDefaults("search");
    RateLimiter rate =
        RateLimiter.of(
            "search",
            RateLimiterConfig.custom()
                .limitForPeriod(1_000_000_000)
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .build());
    var permits =
        io.github.resilience4j.bulkhead.Bulkhead.of(
            "search", BulkheadConfig.custom().maxConcurrentCalls(16).build());
    theirRetry = io.github.resilience4j.retry.Retry.decorateCallable(again, callable);
    theirBreaker =
        io.github.resilience4j.circuitbreaker.CircuitBreaker.decorateCallable(theirs, callable);
    theirRateLimit = RateLimiter.decorateCallable(rate, callable);
    theirBulkhead = io.github.resilience4j.bulkhead.Bulkhead.decorateCallable(permits, callable);
    theirAllFour =
        io.github.resilience4j.retry.Retry.decorateCallable(
            again,
            io.github.resilience4j.circuitbreaker.CircuitBreaker.decorateCallable(
                theirs, RateLimiter.decorateCallable(rate, theirBulkhead)));
    theirThreads = Executors.newVirtualThreadPerTaskExecutor();
    TimeLimiter limit = TimeLimiter.of(Duration.ofSeconds(30));
    theirTimeLimiter = limit.decorateFutureSupplier(() -> theirThreads.submit(callable));
    theirAllFive = limit.decorateFutureSupplier(() -> theirThreads.submit(theirAllFour));
  }

  /** Ends the threads of their time limiter. */
  @TearDown(Level.Trial)
  public void close() {
    theirThreads.close();
    services.watchdog().close();
  }

  private static Link nothing(Anchor anchor) {
    return Link.of(anchor, "nothing-" + anchor, (call, next) -> next.handle(call));
  }

  private ToolChain chain(Layer... layers) {
    List<Link> links = new ArrayList<>();
    for (Layer layer : layers) {
      links.addAll(layer.bind(new LayerBinding(tool, layer.name(), services)));
    }
    return ToolChain.compose(tool, links, call -> DONE);
  }

  @Benchmark
  public ToolOutcome bare() throws InterruptedException {
    return bare.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome threeThatDoNothing() throws InterruptedException {
    return threeThatDoNothing.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome retry() throws InterruptedException {
    return retry.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome breaker() throws InterruptedException {
    return breaker.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome rateLimit() throws InterruptedException {
    return rateLimit.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome bulkhead() throws InterruptedException {
    return bulkhead.run(run, identity, arguments);
  }

  /** The target. */
  @Benchmark
  public ToolOutcome allFour() throws InterruptedException {
    return allFour.run(run, identity, arguments);
  }

  /** On the thread of the call. */
  @Benchmark
  public ToolOutcome timeout() throws InterruptedException {
    return timeout.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome allFive() throws InterruptedException {
    return allFive.run(run, identity, arguments);
  }

  @Benchmark
  public ToolOutcome callable() throws Exception {
    return callable.call();
  }

  @Benchmark
  public ToolOutcome theirRetry() throws Exception {
    return theirRetry.call();
  }

  @Benchmark
  public ToolOutcome theirBreaker() throws Exception {
    return theirBreaker.call();
  }

  @Benchmark
  public ToolOutcome theirRateLimit() throws Exception {
    return theirRateLimit.call();
  }

  @Benchmark
  public ToolOutcome theirBulkhead() throws Exception {
    return theirBulkhead.call();
  }

  @Benchmark
  public ToolOutcome theirAllFour() throws Exception {
    return theirAllFour.call();
  }

  /** On a virtual thread, since theirs limits futures. */
  @Benchmark
  public ToolOutcome theirTimeLimiter() throws Exception {
    return theirTimeLimiter.call();
  }

  @Benchmark
  public ToolOutcome theirAllFive() throws Exception {
    return theirAllFive.call();
  }
}

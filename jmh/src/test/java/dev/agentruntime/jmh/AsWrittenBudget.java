package dev.agentruntime.jmh;

import static dev.agentruntime.jmh.AllocationMeter.assertAtMost;
import static dev.agentruntime.jmh.AllocationMeter.bytes;
import static dev.agentruntime.jmh.AllocationMeter.bytesOfAllThreads;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Bounds on the bytes that the source asks for, per operation of the benchmarks, before any
 * optimisation: see {@link AllocationMeter}. Where the figure is exact the bound is the figure, so
 * an object more fails, however small. Where a baseline makes most of it – messages and requests of
 * langchain4j, a tree of Jackson – the bound is on what comes on top.
 */
final class AsWrittenBudget {
  private static final String JMH_WANTS_THIS =
      "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.";

  /**
   * Where threads are started, a few bytes more now and then; less than one object for each of
   * three children.
   */
  private static final int ROOM = 24;

  @BeforeAll
  static void nothingIsOptimised() {
    AllocationMeter.requireOption("TieredStopAtLevel", "1");
  }

  @Test
  void aLinkThatDoesNothingAllocatesNothing() throws Exception {
    LinkBenchmark benchmark = new LinkBenchmark();
    long none = bytes(chainOf(0, benchmark));
    assertEquals(none, bytes(chainOf(12, benchmark)), "bytes of a chain of 12 links and of none");
    assertAtMost(96, none, "a call through a chain without links");
  }

  private static Callable<?> chainOf(int count, LinkBenchmark benchmark) {
    LinkBenchmark.Links links = new LinkBenchmark.Links();
    links.count = count;
    links.distinct = true;
    links.compose();
    return () -> benchmark.chain(links);
  }

  @Test
  void aRunWithoutToolsAllocatesLittleMoreThanALoopByHand() throws Exception {
    RunBenchmark runs = runs(0);
    long byHand = bytes(runs::baselineHandLoop);
    assertAtMost(40, bytes(runs::runWithLambda) - byHand, "a run beyond a loop by hand");
    runs.tearDown();
  }

  @Test
  void aToolCallAllocatesItsTurnAndItsContextAndNoMore() throws Exception {
    RunBenchmark one = runs(1);
    long byHand = bytes(one::baselineHandLoop);
    long lambda = bytes(one::runWithLambda);
    assertAtMost(1_200, lambda - byHand, "a run with one tool call beyond a loop by hand");
    assertAtMost(40, bytes(one::runWithMethod) - lambda, "an annotated method beyond a lambda");
    one.tearDown();
  }

  @Test
  void aFurtherTurnCostsNoMoreThanTheFirst() throws Exception {
    RunBenchmark one = runs(1);
    RunBenchmark ten = runs(10);
    long first = bytes(one::runWithLambda) - bytes(one::baselineHandLoop);
    long all = bytes(ten::runWithLambda) - bytes(ten::baselineHandLoop);
    assertAtMost(first, all / 10, "each of ten turns with a tool call beyond a loop by hand");
    one.tearDown();
    ten.tearDown();
  }

  private static RunBenchmark runs(int toolTurns) {
    RunBenchmark benchmark = new RunBenchmark();
    benchmark.toolTurns = toolTurns;
    benchmark.setUp();
    return benchmark;
  }

  /** The text has 200 bytes, so a copy of it would show. */
  @Test
  void decodingCopiesNoText() throws Exception {
    DecodeBenchmark decode = new DecodeBenchmark();
    long tree = bytes(decode::baselineStrictTree);
    // Of these, 16 are the answer that says the text was read strictly, apart from the tree.
    assertAtMost(40, bytes(decode::parse) - tree, "parsing arguments beyond a strict tree");
    assertAtMost(
        256, bytes(decode::parseValidateCall) - tree, "decoding and calling beyond a strict tree");
  }

  @Test
  void anAgentIsSmall() throws Exception {
    AgentBenchmark agents = new AgentBenchmark();
    agents.setUp();
    assertAtMost(184, bytes(agents::agent), "a new agent with instructions");
    agents.tearDown();
  }

  @Test
  void aTimeLimitIsOneObject() throws Exception {
    Blackhole body = new Blackhole(JMH_WANTS_THIS);
    TimeLimitBenchmark limits = new TimeLimitBenchmark();
    limits.startWatchdog();
    assertAtMost(40, bytes(() -> limits.limitAndClock(body)), "a time limit");
    limits.stopWatchdog();
  }

  @Test
  void theTimeoutLinkAllocatesNothingButItsLimit() throws Exception {
    TimeLimitLinkBenchmark links = new TimeLimitLinkBenchmark();
    links.compose();
    long nothing = bytes(links::doNothing);
    assertAtMost(40, bytes(links::inline) - nothing, "the timeout link");
    assertAtMost(1_088 + ROOM, bytesOfAllThreads(links::isolated), "a call on a thread of its own");
    links.close();
  }

  @Test
  void retryCircuitRateLimitAndBulkheadAllocateNothing() throws Exception {
    ResilienceBenchmark layers = new ResilienceBenchmark();
    layers.compose();
    long bare = bytes(layers::bare);
    assertEquals(bare, bytes(layers::allFour), "bytes of a chain with all four and of none");
  }

  @Test
  void aScopeOfThreeAllocatesLittleMoreThanThreeThreads() throws Exception {
    TaskScopeBenchmark scopes = new TaskScopeBenchmark();
    scopes.n = 3;
    scopes.setUp();
    long threads = bytesOfAllThreads(scopes::baselineThreads);
    assertAtMost(
        528 + ROOM, bytesOfAllThreads(scopes::taskScope) - threads, "a scope beyond threads");
    scopes.tearDown();
  }
}

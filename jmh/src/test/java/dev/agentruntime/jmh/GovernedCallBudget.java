package dev.agentruntime.jmh;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a run with one governed call costs a host after a while, in a virtual machine of its own.
 */
@Tag("optimised")
final class GovernedCallBudget {
  /** What reading its arguments takes, and no governance: a tree of Jackson. */
  private static final int DECODE = 960;

  @BeforeAll
  static void compilationsHappenAtTheSameOperations() {
    AllocationMeter.requireOption("BackgroundCompilation", "false");
  }

  @Test
  void aRunWithOneGovernedCallTakesAtMost3500BytesBesideDecoding() throws Exception {
    GovernedRunBenchmark runs = new GovernedRunBenchmark();
    runs.setUp();
    AllocationMeter.assertAtMost(
        3_500 + DECODE,
        AllocationMeter.bytesOptimised(runs::governed),
        "a run with one governed call");
    runs.tearDown();
  }
}

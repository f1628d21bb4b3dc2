package dev.agentruntime.jmh;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a run with governed calls costs a host after a while, in a virtual machine of its own. */
@Tag("optimised")
final class GovernedRunBudget {
  /** What reading the arguments of one call takes, and no governance: a tree of Jackson. */
  private static final int DECODE = 960;

  @BeforeAll
  static void compilationsHappenAtTheSameOperations() {
    AllocationMeter.requireOption("BackgroundCompilation", "false");
  }

  @Test
  void aRunWithTenGovernedCallsTakesAtMost25KilobytesBesideDecoding() throws Exception {
    GovernedRunBenchmark runs = new GovernedRunBenchmark();
    runs.calls = "10x1";
    runs.setUp();
    AllocationMeter.assertAtMost(
        25_000 + 10 * DECODE,
        AllocationMeter.bytesOptimised(runs::governed),
        "a run with ten governed calls");
    runs.tearDown();
  }
}

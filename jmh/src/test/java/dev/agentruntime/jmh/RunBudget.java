package dev.agentruntime.jmh;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a run costs a host after a while, in a virtual machine of its own. */
@Tag("optimised")
final class RunBudget {

  @BeforeAll
  static void compilationsHappenAtTheSameOperations() {
    AllocationMeter.requireOption("BackgroundCompilation", "false");
  }

  @Test
  void aRunWithoutToolsTakesAtMost1200Bytes() throws Exception {
    RunBenchmark runs = new RunBenchmark();
    runs.toolTurns = 0;
    runs.setUp();
    AllocationMeter.assertAtMost(
        1_200, AllocationMeter.bytesOptimised(runs::runWithLambda), "a run without tools");
    runs.tearDown();
  }
}

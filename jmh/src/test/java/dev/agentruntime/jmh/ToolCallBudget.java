package dev.agentruntime.jmh;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a run with a tool call costs a host after a while, in a virtual machine of its own. */
@Tag("optimised")
final class ToolCallBudget {

  @BeforeAll
  static void compilationsHappenAtTheSameOperations() {
    AllocationMeter.requireOption("BackgroundCompilation", "false");
  }

  @Test
  void aRunWithOneToolCallTakesAtMost2600Bytes() throws Exception {
    RunBenchmark runs = new RunBenchmark();
    runs.toolTurns = 1;
    runs.setUp();
    AllocationMeter.assertAtMost(
        2_600, AllocationMeter.bytesOptimised(runs::runWithMethod), "a run with one tool call");
    runs.tearDown();
  }
}

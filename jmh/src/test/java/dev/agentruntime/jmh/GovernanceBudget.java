package dev.agentruntime.jmh;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What governance costs a call after a while, in a virtual machine of its own. */
@Tag("optimised")
final class GovernanceBudget {

  @BeforeAll
  static void compilationsHappenAtTheSameOperations() {
    AllocationMeter.requireOption("BackgroundCompilation", "false");
  }

  @Test
  void aCallThroughTheWholeChainTakesAtMost700Bytes() throws Exception {
    GovernedCall calls = new GovernedCall(200, GovernanceLayers.whole());
    AllocationMeter.assertAtMost(
        450, AllocationMeter.bytesOptimised(calls::call), "a governed call of 200 characters");
  }
}

package dev.agentruntime.jmh;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What governance with redaction costs a call after a while, in a virtual machine of its own. */
@Tag("optimised")
final class RedactedCallBudget {

  @BeforeAll
  static void compilationsHappenAtTheSameOperations() {
    AllocationMeter.requireOption("BackgroundCompilation", "false");
  }

  @Test
  void aCallThroughTheWholeChainWithRedactionTakesNoMoreThanWithoutIt() throws Exception {
    GovernedCall calls = RedactedCallBenchmark.redacted("json", 200);
    AllocationMeter.assertAtMost(
        450,
        AllocationMeter.bytesOptimised(calls::call),
        "a governed call of 200 characters with redaction");
  }
}

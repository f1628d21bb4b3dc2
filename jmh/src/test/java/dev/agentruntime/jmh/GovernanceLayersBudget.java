package dev.agentruntime.jmh;

import static dev.agentruntime.jmh.AllocationMeter.assertAtMost;
import static dev.agentruntime.jmh.AllocationMeter.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bounds on the bytes that the source asks for in each layer of governance, beyond a chain without
 * links and before any optimisation: see {@link AllocationMeter}. The figures are exact, so an
 * object more fails.
 */
final class GovernanceLayersBudget {
  private static final int SIZE = 200;

  @BeforeAll
  static void nothingIsOptimised() {
    AllocationMeter.requireOption("TieredStopAtLevel", "1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "guard",
        "log",
        "failures",
        "approval",
        "cap",
        "retry",
        "breaker",
        "rate",
        "bulkhead",
        "redaction"
      })
  void aLayerThatHasNothingToSayAllocatesNothing(String layer) throws Exception {
    assertEquals(of("none", SIZE), of(layer, SIZE), layer);
  }

  @ParameterizedTest
  @CsvSource({
    "audit, 112",
    "enrichment, 400",
    "policy, 96",
    "loop, 96",
    "budgets, 40",
    "cache-hit, 272",
    "cache-miss, 280",
    "effects, 2688",
    "timeout, 40",
    "whole, 344"
  })
  void aLayerAllocatesItsRecordAndNoMore(String layer, int bound) throws Exception {
    assertAtMost(bound, of(layer, SIZE) - of("none", SIZE), layer);
  }

  @Test
  void theSizeOfArgumentsAndResultMakesNoDifference() throws Exception {
    assertEquals(of("whole", SIZE), of("whole", 4_096), "bytes of a small call and of a large one");
  }

  private static long of(String layer, int size) throws Exception {
    GovernedCall calls =
        new GovernedCall(size, GovernanceLayers.traitsFor(layer), GovernanceLayers.named(layer));
    return bytes(calls::call);
  }
}

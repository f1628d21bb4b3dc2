package dev.agentruntime.examples.triage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictTest {
  private static final List<String> TRUTH =
      List.of("fault leak", "culprit LateStockKeeper", "innocent AmberOrderMixer");

  @Test
  void aFindingIsRightIfItNamesAllCulpritsAndNobodyElse() {
    assertTrue(Verdict.of("VERDICT: 1 fault, LateStockKeeper", TRUTH).right());
    assertEquals(
        "RIGHT: the service suffered from leak", Verdict.of("LateStockKeeper", TRUTH).toString());
  }

  @Test
  void aFindingThatMissesWrongsOrDeniesIsWrong() {
    assertEquals(
        "WRONG: the service suffered from leak; not named: [LateStockKeeper]; wrongly named:"
            + " [AmberOrderMixer]",
        Verdict.of("AmberOrderMixer", TRUTH).toString());
    assertFalse(Verdict.of("VERDICT: healthy, but LateStockKeeper", TRUTH).right());
  }

  @Test
  void aHealthyServiceMustBeCalledSo() {
    List<String> healthy = List.of("innocent AmberOrderMixer");
    assertTrue(Verdict.of("VERDICT: healthy", healthy).right());
    assertEquals(
        "WRONG: the service was healthy; not said to be healthy",
        Verdict.of("VERDICT: 1 fault", healthy).toString());
    assertFalse(Verdict.of("VERDICT: healthy, AmberOrderMixer though", healthy).right());
  }
}

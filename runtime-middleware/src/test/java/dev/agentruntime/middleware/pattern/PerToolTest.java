package dev.agentruntime.middleware.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PerToolTest {

  @Test
  void whatIsSaidOfNoToolInParticularHoldsForTheRest() {
    PerTool<Integer> setting = PerTool.all(1).with("restart_*", 2);

    assertEquals(1, setting.get("search"));
    assertEquals(2, setting.get("restart_pod"));
    assertNull(PerTool.<Integer>all(null).with("restart_*", 2).get("search"));
  }

  @Test
  void theMoreSpecificPatternCountsWhateverTheOrder() {
    PerTool<Integer> setting =
        PerTool.all(1).with("restart_pod", 4).with("restart_*", 3).with("*", 2);

    assertEquals(4, setting.get("restart_pod"));
    assertEquals(3, setting.get("restart_node"));
    assertEquals(2, setting.get("search"));
  }

  @Test
  void aNameCountsMoreThanALongPattern() {
    assertEquals(1, PerTool.all(0).with("a", 1).with("*a*", 2).get("a"));
  }

  @Test
  void ofEquallySpecificOnesTheLastCounts() {
    assertEquals(2, PerTool.all(0).with("*_pod", 1).with("pod_*", 2).get("pod_pod"));
    assertEquals(1, PerTool.all(0).with("pod_*", 2).with("*_pod", 1).get("pod_pod"));
  }

  @Test
  void theRestMayBeChangedWithoutTheExceptions() {
    PerTool<Integer> setting = PerTool.all(1).with("restart_*", 2).otherwise(3);

    assertEquals(3, setting.get("search"));
    assertEquals(2, setting.get("restart_pod"));
  }

  @Test
  void itPrintsWhatItSays() {
    assertEquals("1, restart_* 2", PerTool.all(1).with("restart_*", 2).toString());
    assertEquals("none", PerTool.all(null).toString());
  }

  @Test
  void itIsEmptyUntilSomethingIsSaid() {
    assertTrue(PerTool.all(null).isEmpty());
    assertFalse(PerTool.all(1).isEmpty());
    assertFalse(PerTool.<Integer>all(null).with("a", 1).isEmpty());
  }
}

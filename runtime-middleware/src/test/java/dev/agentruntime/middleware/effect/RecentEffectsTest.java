package dev.agentruntime.middleware.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.tool.ToolArguments;
import org.junit.jupiter.api.Test;

class RecentEffectsTest {
  private final RecentEffects recent = new RecentEffects();

  private static RecentEffects.Deed deed(String arguments) {
    return RecentEffects.Deed.of("pay", ToolArguments.ofText(arguments).object());
  }

  @Test
  void theSameDeedInOtherWordsByAnotherCallIsARepeat() {
    assertTrue(recent.claim(deed("{\"a\":1,\"b\":2}"), "call-1", 0, 100));
    assertTrue(recent.isRepeat(deed("{\"b\":2.0,\"a\":1}"), "call-2", 99));
    assertFalse(recent.claim(deed("{\"b\":2.0,\"a\":1}"), "call-2", 99, 100));
    assertFalse(recent.isRepeat(deed("{\"a\":2,\"b\":1}"), "call-2", 99));
  }

  @Test
  void aCallIsNoRepeatOfItself() {
    recent.claim(deed("{}"), "call-1", 0, 100);
    assertTrue(recent.claim(deed("{}"), "call-1", 1, 100));
  }

  @Test
  void theWindowEnds() {
    recent.claim(deed("{}"), "call-1", 0, 100);
    assertFalse(recent.isRepeat(deed("{}"), "call-2", 100));
  }

  @Test
  void whatCameToNothingIsForgottenByWhoDidIt() {
    recent.claim(deed("{}"), "call-1", 0, 100);
    recent.forget(deed("{}"), "call-2");
    assertTrue(recent.isRepeat(deed("{}"), "call-2", 1));
    recent.forget(deed("{}"), "call-1");
    assertFalse(recent.isRepeat(deed("{}"), "call-2", 1));
  }

  @Test
  void onlySoManyAreKept() {
    for (int i = 0; i <= RecentEffects.MAX_KEPT; i++) {
      recent.claim(deed("{\"n\":" + i + "}"), "call-1", 0, 100);
    }
    assertFalse(recent.isRepeat(deed("{\"n\":0}"), "call-2", 1));
    assertTrue(recent.isRepeat(deed("{\"n\":1}"), "call-2", 1));
  }

  @Test
  void aDeedDoesNotShowWhatItWasDoneWith() {
    assertEquals("Deed(pay)", deed("{\"secret\":1}").toString());
  }
}

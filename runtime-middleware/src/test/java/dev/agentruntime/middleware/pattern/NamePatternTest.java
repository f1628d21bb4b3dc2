package dev.agentruntime.middleware.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {

  @ParameterizedTest
  @CsvSource({
    "restart, restart, true",
    "restart, restart_pod, false",
    "restart, Restart, false",
    "restart_*, restart_pod, true",
    "restart_*, restart_, true",
    "restart_*, restart, false",
    "*_pod, restart_pod, true",
    "*_pod, restart_pods, false",
    "re*_p*d, restart_pod, true",
    "re*_p*d, restart_pad_pod, true",
    "*, anything, true",
    "**, anything, true",
    "a.c, abc, false"
  })
  void onlyTheStarStandsForOtherCharacters(String pattern, String name, boolean matches) {
    assertEquals(matches, new NamePattern(pattern).matches(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " a", "a "})
  void blanksAreRefusedByValue(String pattern) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new NamePattern(pattern));
    assertEquals(
        "a tool pattern must be a name or contain '*', and have no blanks around it, was '"
            + pattern
            + "'",
        refused.getMessage());
  }

  @Test
  void manyStarsTakeNoTime() {
    String name = "a".repeat(200);
    assertEquals(
        false,
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> new NamePattern("*a".repeat(30) + "*b").matches(name)));
  }
}

package dev.agentruntime.testkit.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrailTest {
  private static Trail trailOf(String... marks) {
    Trail trail = new Trail();
    for (String mark : marks) {
      trail.mark(mark);
    }
    return trail;
  }

  @Test
  void marksStandInTheOrderInWhichTheyWereMade() {
    Trail trail = trailOf("a", "b", "a");
    assertEquals(List.of("a", "b", "a"), trail.marks());
    trail.assertIs("a", "b", "a");
    trail.assertInOrder("a", "a");
    trail.assertInOrder("b");
    trail.assertInOrder();
  }

  @Test
  void anotherOrderOrMoreOrFewerMarksFail() {
    Trail trail = trailOf("a", "b");
    assertEquals(
        "expected the trail [b, a], was [a, b]",
        assertThrows(AssertionError.class, () -> trail.assertIs("b", "a")).getMessage());
    assertThrows(AssertionError.class, () -> trail.assertIs("a"));
    assertThrows(AssertionError.class, () -> trail.assertIs("a", "b", "c"));
    assertEquals(
        "expected 'a' after 'b' in the trail, was [a, b]",
        assertThrows(AssertionError.class, () -> trail.assertInOrder("b", "a")).getMessage());
    assertEquals(
        "expected 'c' in the trail, was [a, b]",
        assertThrows(AssertionError.class, () -> trail.assertInOrder("c")).getMessage());
  }
}

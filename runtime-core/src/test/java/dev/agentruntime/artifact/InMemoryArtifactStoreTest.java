package dev.agentruntime.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class InMemoryArtifactStoreTest {
  private static final ArtifactScope ONE = new ArtifactScope(Optional.empty(), true, "1");
  private static final ArtifactScope TWO = new ArtifactScope(Optional.empty(), true, "2");

  @Test
  void theOldestOfAScopeMakesRoomForItsNext() {
    InMemoryArtifactStore store = new InMemoryArtifactStore(2, 1_000);
    String other = store.save(TWO, "other").orElseThrow();
    String first = store.save(ONE, "1").orElseThrow();
    String second = store.save(ONE, "2").orElseThrow();
    String third = store.save(ONE, "3").orElseThrow();
    assertEquals(Optional.empty(), store.load(ONE, first));
    assertEquals(Optional.of("2"), store.load(ONE, second));
    assertEquals(Optional.of("3"), store.load(ONE, third));
    assertEquals(Optional.of("other"), store.load(TWO, other));
  }

  @Test
  void theOldestOfAllMakesRoomForALongOne() {
    InMemoryArtifactStore store = new InMemoryArtifactStore(10, 100);
    String first = store.save(ONE, "x".repeat(60)).orElseThrow();
    String second = store.save(TWO, "x".repeat(40)).orElseThrow();
    assertTrue(store.load(ONE, first).isPresent());
    assertTrue(store.save(TWO, "x".repeat(60)).isPresent());
    assertFalse(store.load(ONE, first).isPresent());
    assertTrue(store.load(TWO, second).isPresent());
    assertEquals(2, store.size());
  }

  @Test
  void whatIsLongerThanAllRoomIsNotKept() {
    InMemoryArtifactStore store = new InMemoryArtifactStore(10, 100);
    String kept = store.save(ONE, "x".repeat(100)).orElseThrow();
    assertEquals(Optional.empty(), store.save(ONE, "x".repeat(101)));
    assertTrue(store.load(ONE, kept).isPresent());
  }

  @Test
  void theSameTextOfAScopeKeepsItsHandleAndIsTheNewestAgain() {
    InMemoryArtifactStore store = new InMemoryArtifactStore(2, 1_000);
    String first = store.save(ONE, "1").orElseThrow();
    String second = store.save(ONE, "2").orElseThrow();
    assertEquals(first, store.save(ONE, "1").orElseThrow());
    assertEquals(2, store.size());
    store.save(ONE, "3");
    assertEquals(Optional.of("1"), store.load(ONE, first));
    assertEquals(Optional.empty(), store.load(ONE, second));
    assertFalse(store.load(TWO, store.save(TWO, "1").orElseThrow()).isEmpty());
    assertEquals(Optional.empty(), store.load(TWO, first));
  }

  @Test
  void boundsMustMakeSense() {
    assertThrows(IllegalArgumentException.class, () -> new InMemoryArtifactStore(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new InMemoryArtifactStore(1, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new ArtifactScope(Optional.empty(), true, " "));
  }
}

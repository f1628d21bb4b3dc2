package dev.agentruntime.middleware.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = Backoff.standard();

  @Test
  void theBoundDoublesUpToItsCap() {
    assertEquals(
        List.of("PT0.5S", "PT1S", "PT2S", "PT4S", "PT8S", "PT10S", "PT10S"),
        IntStream.rangeClosed(1, 7).mapToObj(n -> backoff.bound(n).toString()).toList());
  }

  @Test
  void manyFailuresOverflowNothing() {
    assertEquals(Duration.ofSeconds(10), backoff.bound(64));
    assertEquals(Duration.ofSeconds(10), backoff.bound(Integer.MAX_VALUE));
    Duration century = Duration.ofDays(36_500);
    assertEquals(century, new Backoff(century, century).bound(40));
  }

  @Test
  void theJitterIsFull() {
    SplittableRandom random = new SplittableRandom(7);
    List<Duration> waits =
        IntStream.range(0, 2_000).mapToObj(i -> backoff.pause(2, random)).sorted().toList();

    assertTrue(waits.getFirst().compareTo(Duration.ofMillis(10)) < 0, () -> "" + waits.getFirst());
    assertTrue(waits.getLast().compareTo(Duration.ofMillis(990)) > 0, () -> "" + waits.getLast());
    assertTrue(waits.getLast().compareTo(Duration.ofSeconds(1)) <= 0, () -> "" + waits.getLast());
    Duration median = waits.get(1_000);
    assertTrue(Math.abs(median.toMillis() - 500) < 50, () -> "" + median);
  }

  @Test
  void theSameSeedWaitsTheSame() {
    assertEquals(
        backoff.pause(3, new SplittableRandom(1)), backoff.pause(3, new SplittableRandom(1)));
  }

  @Test
  void senselessValuesAreRefusedWithKeyValueAndBound() {
    assertEquals(
        "backoff first must be positive, was PT0S", refused(Duration.ZERO, Duration.ofSeconds(1)));
    assertEquals(
        "backoff longest must be at least first, PT2S, was PT1S",
        refused(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    assertThrows(IllegalArgumentException.class, () -> backoff.bound(0));
  }

  private static String refused(Duration first, Duration longest) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> new Backoff(first, longest))
            .getMessage());
  }
}

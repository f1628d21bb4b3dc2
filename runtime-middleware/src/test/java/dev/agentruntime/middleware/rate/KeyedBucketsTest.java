package dev.agentruntime.middleware.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyedBucketsTest {
  private static final long SECOND = 1_000_000_000L;

  private final KeyedBuckets buckets = new KeyedBuckets(Rate.of(1, Duration.ofSeconds(1)), 3, 0);

  @Test
  void eachKeyHasABucketOfItsOwn() {
    assertSame(buckets.get("a", 0), buckets.get("a", 0));
    assertNotSame(buckets.get("a", 0), buckets.get("b", 0));
  }

  @Test
  void fullBucketsMakeRoomForNewKeys() {
    for (int key = 0; key < 1_000; key++) {
      long now = key * SECOND;
      buckets.get("key-" + key, now).take(1, now);
    }
    assertTrue(buckets.size() <= 3, () -> buckets.size() + " keys");
  }

  @Test
  void newKeysAreNoWayAroundTheLimit() {
    for (String key : new String[] {"a", "b", "c"}) {
      buckets.get(key, 0).take(1, 0);
    }

    TokenBucket first = buckets.get("d", 0);
    first.take(1, 0);

    assertSame(first, buckets.get("e", 0), "those beyond the bound share one");
    assertEquals(SECOND, buckets.get("f", 0).waitNanos(1, 0));
    assertEquals(3, buckets.size());
    assertNotSame(first, buckets.get("g", SECOND), "by now others are full");
  }
}

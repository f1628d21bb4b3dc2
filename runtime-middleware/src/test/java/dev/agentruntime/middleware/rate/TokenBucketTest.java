package dev.agentruntime.middleware.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  private long now = Long.MAX_VALUE - 5 * SECOND; // the clock's scale has no end

  @Test
  void aFreshBucketHoldsItsBurstAndThenFillsEvenly() {
    TokenBucket bucket = bucket(new Rate(2, Duration.ofSeconds(1), 3));

    assertEquals(3, takeAll(bucket));
    assertEquals(SECOND / 2, bucket.waitNanos(1, now));
    now += SECOND / 2 - 1;
    assertEquals(0, takeAll(bucket));
    now += 1;
    assertEquals(1, takeAll(bucket));
    now += 100 * SECOND;
    assertEquals(3, takeAll(bucket), "it never holds more than its burst");
  }

  @Test
  void aRateBelowOnePerMinuteLetsOneThrough() {
    TokenBucket bucket = bucket(Rate.of(1, Duration.ofDays(1)));

    assertEquals(1, takeAll(bucket));
    now += Duration.ofDays(1).toNanos();
    assertEquals(1, takeAll(bucket));
  }

  @Test
  void aDebtIsPaidByThoseWhoComeLater() {
    TokenBucket bucket = bucket(Rate.of(1, Duration.ofSeconds(1)));

    bucket.take(1, now);
    bucket.take(1, now);
    assertEquals(2 * SECOND, bucket.waitNanos(1, now));
    bucket.giveBack(1);
    assertEquals(SECOND, bucket.waitNanos(1, now));
  }

  @Test
  void takingSaysHowLongTheTokensAreStillToCome() {
    TokenBucket bucket = bucket(new Rate(1, Duration.ofSeconds(1), 2));

    assertTrue(bucket.take(2, now) <= 0);
    assertEquals(SECOND, bucket.take(1, now));
    assertEquals(3 * SECOND, bucket.take(2, now));
  }

  @Test
  void whatWasTakenInVainAndGivenBackLeavesNoTrace() {
    TokenBucket bucket = bucket(new Rate(1, Duration.ofSeconds(1), 2));
    bucket.take(1, now);
    now += SECOND / 4;
    long wait = bucket.waitNanos(2, now);

    assertEquals(wait + 5 * SECOND, bucket.take(7, now));
    bucket.giveBack(7);

    assertEquals(wait, bucket.waitNanos(2, now));
  }

  @Test
  void theRateIsNeverExceeded() {
    SplittableRandom random = new SplittableRandom(7);
    TokenBucket bucket = bucket(new Rate(3, Duration.ofSeconds(1), 5));
    long begin = now;
    long taken = 0;

    for (int step = 0; step < 10_000; step++) {
      now += random.nextLong(SECOND);
      int tokens = 1 + random.nextInt(3);
      if (bucket.waitNanos(tokens, now) <= 0) {
        bucket.take(tokens, now);
        taken += tokens;
      }
      double most = 5 + 3.0 * (now - begin) / SECOND;
      long soFar = taken;
      assertTrue(soFar <= most, () -> soFar + " taken, at most " + most);
    }
  }

  @Test
  void senselessRatesAreRefusedByNameValueAndBound() {
    Duration second = Duration.ofSeconds(1);

    assertRefused("rate calls must be at least 1, was 0", () -> Rate.of(0, second));
    assertRefused("rate per must be positive, was PT0S", () -> Rate.of(1, Duration.ZERO));
    assertRefused("rate burst must be at least 1, was 0", () -> Rate.of(1, second).withBurst(0));
    assertRefused(
        "rate burst must be earned back within a century, was 200 at 1 per PT8784H",
        () -> new Rate(1, Duration.ofDays(366), 200));
  }

  private int takeAll(TokenBucket bucket) {
    int taken = 0;
    while (bucket.waitNanos(1, now) <= 0) {
      bucket.take(1, now);
      taken++;
    }
    return taken;
  }

  private TokenBucket bucket(Rate rate) {
    return new TokenBucket(rate, now);
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting).getMessage());
  }
}

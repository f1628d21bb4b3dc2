package dev.agentruntime.middleware.effect;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Names of records that no other process makes, as far as chance allows. Safe for many threads. */
final class Tokens {
  private final String prefix;
  private final AtomicLong count = new AtomicLong();

  Tokens() {
    SplittableRandom random = new SplittableRandom();
    this.prefix = Long.toString(random.nextLong(), Character.MAX_RADIX) + "-";
  }

  String next() {
    return prefix + count.incrementAndGet();
  }
}

package dev.agentruntime.middleware.retry;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many retries of one tool all runs together may make beyond what its successes pay for: each
 * retry takes one, each success gives one back. A tool that is down so gets few calls more than
 * without retries, however many runs ask for it. Reads no clock; safe for use by many threads.
 */
final class RetryQuota {
  private final int capacity;
  private final AtomicInteger left;

  RetryQuota(int capacity) {
    this.capacity = capacity;
    this.left = new AtomicInteger(capacity);
  }

  /** Takes one; false if none is left. */
  boolean take() {
    int seen = left.get();
    while (seen > 0) {
      int witness = left.compareAndExchange(seen, seen - 1);
      if (witness == seen) {
        return true;
      }
      seen = witness;
    }
    return false;
  }

  /** Gives one back, if any is out. */
  void refund() {
    int seen = left.get();
    while (seen < capacity) {
      int witness = left.compareAndExchange(seen, seen + 1);
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }

  int left() {
    return left.get();
  }
}

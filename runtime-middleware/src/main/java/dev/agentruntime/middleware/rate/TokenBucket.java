package dev.agentruntime.middleware.rate;

/**
 * A bucket of tokens that fills evenly, kept as one number: when it will be full again. Taking more
 * than it holds is a debt, paid by waiting. Reads no clock; not safe for use by many threads.
 */
final class TokenBucket {
  private final long spacingNanos;
  private final long depthNanos;
  private long fullAtNanos;

  /** A full bucket. */
  TokenBucket(Rate rate, long nowNanos) {
    this.spacingNanos = rate.spacingNanos();
    this.depthNanos = rate.burst() * spacingNanos;
    this.fullAtNanos = nowNanos;
  }

  /** How long until so many tokens are there; zero or less if they are. */
  long waitNanos(int tokens, long nowNanos) {
    return untilFullNanos(nowNanos) + tokens * spacingNanos - depthNanos;
  }

  /**
   * Takes tokens, of which some may still have to come.
   *
   * @return how long until they are there; zero or less if they are
   */
  long take(int tokens, long nowNanos) {
    long untilFull = untilFullNanos(nowNanos) + tokens * spacingNanos;
    fullAtNanos = nowNanos + untilFull;
    return untilFull - depthNanos;
  }

  /** Takes a taking back. */
  void giveBack(int tokens) {
    fullAtNanos -= tokens * spacingNanos;
  }

  /** Zero for a full bucket, which is as good as a new one. */
  long untilFullNanos(long nowNanos) {
    return Math.max(0, fullAtNanos - nowNanos);
  }
}

package dev.agentruntime.middleware.rate;

import dev.agentruntime.chain.ToolCall;
import java.util.List;

/**
 * Takes from several buckets, from all of them or from none. One lock for all buckets of a runtime,
 * held for a few additions. Safe for use by many threads.
 */
final class Limiter {
  /** When tokens were last asked for; guarded by this object's lock. */
  private long lastNanos;

  Limiter(long nowNanos) {
    this.lastNanos = nowNanos;
  }

  /**
   * Takes tokens from all buckets of a call if they are there within a time.
   *
   * @param boundNanos the longest wait, zero or more
   * @return how long to wait for them; if that is more than the bound, none were taken
   */
  synchronized long take(
      List<Rule.Bound> rules, ToolCall call, int tokens, long nowNanos, long boundNanos) {
    lastNanos = nowNanos;
    long longest = 0;
    for (int i = 0; i < rules.size(); i++) {
      longest = Math.max(longest, rules.get(i).bucket(call, nowNanos).take(tokens, nowNanos));
    }
    if (longest > boundNanos) {
      giveBack(rules, call, tokens, nowNanos);
    }
    return longest;
  }

  /**
   * Whether the tokens of a call were there already when some were last asked for, and so are there
   * now. Needs no time.
   */
  synchronized boolean hasPlenty(List<Rule.Bound> rules, ToolCall call, int tokens) {
    return longestWait(rules, call, tokens, lastNanos) == 0;
  }

  /** How long a call would have to wait; zero if it would not. */
  synchronized long look(List<Rule.Bound> rules, ToolCall call, int tokens, long nowNanos) {
    return longestWait(rules, call, tokens, nowNanos);
  }

  /** Takes back what a call took that did not wait it out. */
  synchronized void giveBack(List<Rule.Bound> rules, ToolCall call, int tokens, long nowNanos) {
    for (int i = 0; i < rules.size(); i++) {
      rules.get(i).bucket(call, nowNanos).giveBack(tokens);
    }
  }

  private static long longestWait(
      List<Rule.Bound> rules, ToolCall call, int tokens, long nowNanos) {
    long longest = 0;
    for (int i = 0; i < rules.size(); i++) {
      longest = Math.max(longest, rules.get(i).bucket(call, nowNanos).waitNanos(tokens, nowNanos));
    }
    return longest;
  }
}

package dev.agentruntime.middleware.rate;

import java.util.HashMap;
import java.util.Map;

/**
 * A bucket for each key, for a bounded number of keys. Full buckets are as good as new ones and are
 * dropped when room is needed; while none is full, keys beyond the bound share one bucket, so that
 * no number of new keys gets around the limit. Reads no clock; not safe for use by many threads.
 */
final class KeyedBuckets {
  private final Rate rate;
  private final int maxKeys;
  private final Map<String, TokenBucket> buckets = new HashMap<>();
  private final TokenBucket others;
  private long sweepAgainNanos;

  KeyedBuckets(Rate rate, int maxKeys, long nowNanos) {
    this.rate = rate;
    this.maxKeys = maxKeys;
    this.others = new TokenBucket(rate, nowNanos);
    this.sweepAgainNanos = nowNanos;
  }

  TokenBucket get(String key, long nowNanos) {
    TokenBucket known = buckets.get(key);
    if (known != null) {
      return known;
    }
    if (buckets.size() >= maxKeys && !makeRoom(nowNanos)) {
      return others;
    }
    TokenBucket fresh = new TokenBucket(rate, nowNanos);
    buckets.put(key, fresh);
    return fresh;
  }

  /** Drops full buckets; looks through all of them again only once there can be a full one. */
  private boolean makeRoom(long nowNanos) {
    if (nowNanos - sweepAgainNanos < 0) {
      return false;
    }
    long soonest = Long.MAX_VALUE;
    var each = buckets.values().iterator();
    while (each.hasNext()) {
      long untilFull = each.next().untilFullNanos(nowNanos);
      if (untilFull == 0) {
        each.remove();
      } else {
        soonest = Math.min(soonest, untilFull);
      }
    }
    if (buckets.size() < maxKeys) {
      return true;
    }
    sweepAgainNanos = nowNanos + soonest;
    return false;
  }

  int size() {
    return buckets.size();
  }
}

package dev.agentruntime.effect;

import dev.agentruntime.error.AgentRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps effects in this process. Bounded: the oldest record makes room that is done or older than
 * the retention; effects that are under way or unknown are never dropped before their time, and a
 * store full of those takes no more. Never blocks. Safe for use by many threads.
 */
public final class InMemoryEffectStore implements EffectStore {
  /** A few megabytes at the usual length of answers. */
  public static final int DEFAULT_MAX_RECORDS = 10_000;

  /** Longer than a run waits for a person. */
  public static final Duration DEFAULT_RETENTION = Duration.ofHours(24);

  private final int maxRecords;
  private final Duration retention;

  /** Guarded by this; the oldest first. */
  private final Map<EffectKey, EffectRecord> records = new LinkedHashMap<>();

  /** A store with the default bounds. */
  public InMemoryEffectStore() {
    this(DEFAULT_MAX_RECORDS, DEFAULT_RETENTION);
  }

  /**
   * A store with bounds of its own.
   *
   * @param maxRecords how many effects are kept, at least 1
   * @param retention how long an effect is kept whatever its state, more than zero
   * @throws IllegalArgumentException if a bound makes no sense
   */
  public InMemoryEffectStore(int maxRecords, Duration retention) {
    if (maxRecords < 1) {
      throw new IllegalArgumentException(
          "effects maxRecords must be at least 1, was " + maxRecords);
    }
    if (!retention.isPositive()) {
      throw new IllegalArgumentException("effects retention must be positive, was " + retention);
    }
    this.maxRecords = maxRecords;
    this.retention = retention;
  }

  @Override
  public synchronized Optional<EffectRecord> find(EffectKey key) {
    return Optional.ofNullable(records.get(Objects.requireNonNull(key, "key")));
  }

  @Override
  public Optional<EffectRecord> glance(EffectKey key) {
    return find(key);
  }

  @Override
  public synchronized boolean insert(EffectKey key, EffectRecord record) {
    Objects.requireNonNull(record, "record");
    if (records.containsKey(Objects.requireNonNull(key, "key"))) {
      return false;
    }
    if (records.size() >= maxRecords) {
      makeRoom(record.since());
    }
    records.put(key, record);
    return true;
  }

  private void makeRoom(Instant now) {
    Iterator<EffectRecord> oldest = records.values().iterator();
    while (oldest.hasNext()) {
      EffectRecord record = oldest.next();
      if (record.state() == EffectRecord.State.DONE || isOld(record, now)) {
        oldest.remove();
        return;
      }
    }
    throw new AgentRuntimeException(
        "effects maxRecords " + maxRecords + " reached, and none of them is done");
  }

  private boolean isOld(EffectRecord record, Instant now) {
    return Duration.between(record.since(), now).compareTo(retention) > 0;
  }

  @Override
  public synchronized boolean replace(EffectKey key, String expectedToken, EffectRecord next) {
    Objects.requireNonNull(next, "next");
    if (!isThere(key, expectedToken)) {
      return false;
    }
    records.put(key, next);
    return true;
  }

  @Override
  public synchronized boolean remove(EffectKey key, String expectedToken) {
    if (!isThere(key, expectedToken)) {
      return false;
    }
    records.remove(key);
    return true;
  }

  private boolean isThere(EffectKey key, String expectedToken) {
    EffectRecord now = records.get(key);
    return now != null && now.token().equals(expectedToken);
  }

  /**
   * How many effects are kept.
   *
   * @return a snapshot
   */
  public synchronized int size() {
    return records.size();
  }

  @Override
  public String toString() {
    return "InMemoryEffectStore(" + size() + " effects)";
  }
}

package dev.agentruntime.middleware.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What tenants and runs have used of models, in memory. The host's own object: it is asked by the
 * host, filled by {@link ModelUsage}, and may serve several runtimes, whose totals it then adds up.
 * Runs without a tenant are counted together.
 *
 * <p>It keeps one entry per tenant and model until {@link #reset} and the totals of the runs last
 * heard of. Safe for use by many threads.
 */
public final class UsageLedger {
  /** Enough to look at a run after its end; what must be kept for good comes by events. */
  public static final int REMEMBERED_RUNS = 1_000;

  private record Key(Optional<String> tenant, String model) {}

  private final Map<Key, UsageTotals> totals = new ConcurrentHashMap<>();

  /** Guarded by its own lock. */
  private final Map<String, UsageTotals> runs =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, UsageTotals> eldest) {
          return size() > REMEMBERED_RUNS;
        }
      };

  /** Makes an empty ledger. */
  public UsageLedger() {}

  void add(Optional<String> tenant, String model, String runId, UsageTotals used) {
    totals.merge(new Key(tenant, model), used, UsageTotals::plus);
    synchronized (runs) {
      runs.merge(runId, used, UsageTotals::plus);
    }
  }

  /**
   * What a tenant used of all models.
   *
   * @param tenant the tenant, or empty for runs without one
   * @return the totals since the last reset
   */
  public UsageTotals ofTenant(Optional<String> tenant) {
    UsageTotals sum = UsageTotals.NONE;
    for (UsageTotals one : byModel(tenant).values()) {
      sum = sum.plus(one);
    }
    return sum;
  }

  /**
   * What a tenant used of each model.
   *
   * @param tenant the tenant, or empty for runs without one
   * @return an unmodifiable snapshot by the model's name
   */
  public Map<String, UsageTotals> byModel(Optional<String> tenant) {
    Map<String, UsageTotals> found = new LinkedHashMap<>();
    totals.forEach(
        (key, used) -> {
          if (key.tenant.equals(tenant)) {
            found.put(key.model, used);
          }
        });
    return Map.copyOf(found);
  }

  /**
   * What everybody used of one model.
   *
   * @param model the model's name
   * @return the totals since the last reset
   */
  public UsageTotals ofModel(String model) {
    UsageTotals sum = UsageTotals.NONE;
    for (Map.Entry<Key, UsageTotals> entry : totals.entrySet()) {
      if (entry.getKey().model.equals(model)) {
        sum = sum.plus(entry.getValue());
      }
    }
    return sum;
  }

  /**
   * What a run and its sub-agents of the same runtime used.
   *
   * @param runId the outermost run
   * @return the totals, or empty if the run used nothing or is forgotten
   */
  public Optional<UsageTotals> ofRun(String runId) {
    synchronized (runs) {
      return Optional.ofNullable(runs.get(runId));
    }
  }

  /**
   * Begins anew for a tenant, as at the start of a month.
   *
   * @param tenant the tenant, or empty for runs without one
   */
  public void reset(Optional<String> tenant) {
    totals.keySet().removeIf(key -> key.tenant.equals(tenant));
  }

  @Override
  public String toString() {
    return "UsageLedger(" + totals.size() + " tenants and models)";
  }
}

package dev.agentruntime.testkit.chain;

import dev.agentruntime.chain.RuntimeServices;
import dev.agentruntime.chain.StateBox;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.time.TimeSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the runs of one harness share, as the runs of a runtime do. Safe for use by many threads.
 */
final class HarnessState {
  private record SessionKey(String tenant, String session) {}

  private final RuntimeServices services;
  private final boolean observed;
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicInteger incidents = new AtomicInteger();
  private final StateBox runtimeBox = new StateBox();
  private final StateBox noTenantBox = new StateBox();
  private final Map<String, StateBox> tenantBoxes = new ConcurrentHashMap<>();
  private final Map<SessionKey, StateBox> sessionBoxes = new ConcurrentHashMap<>();

  HarnessState(RuntimeServices services, boolean observed) {
    this.services = services;
    this.observed = observed;
  }

  TimeSource time() {
    return services.time();
  }

  RuntimeServices services() {
    return services;
  }

  boolean observed() {
    return observed;
  }

  String newRunId() {
    return "run-" + runs.incrementAndGet();
  }

  String newIncidentId() {
    return "incident-" + incidents.incrementAndGet();
  }

  StateBox runtimeBox() {
    return runtimeBox;
  }

  StateBox tenantBox(RunOptions options) {
    return options
        .tenant()
        .map(tenant -> tenantBoxes.computeIfAbsent(tenant, t -> new StateBox()))
        .orElse(noTenantBox);
  }

  /** A run without a session has a box of its own. */
  StateBox sessionBox(RunOptions options) {
    return options
        .session()
        .map(session -> new SessionKey(options.tenant().orElse(""), session))
        .map(key -> sessionBoxes.computeIfAbsent(key, k -> new StateBox()))
        .orElseGet(StateBox::new);
  }
}

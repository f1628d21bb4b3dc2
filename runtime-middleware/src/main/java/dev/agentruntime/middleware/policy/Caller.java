package dev.agentruntime.middleware.policy;

import dev.agentruntime.context.RunContext;
import java.util.Objects;
import java.util.Optional;

/**
 * On whose behalf a call is made. Immutable.
 *
 * @param principal the person or service, or empty if the host named none
 * @param tenant the tenant, or empty if the host named none
 * @param agentPath the agent and those that called it, joined by '/'
 */
public record Caller(Optional<String> principal, Optional<String> tenant, String agentPath) {
  /** Checks the components. */
  public Caller {
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(agentPath, "agentPath");
  }

  /**
   * The one a run is for.
   *
   * @param run the run's context
   * @return what the host said of it
   */
  public static Caller of(RunContext run) {
    return new Caller(run.principal(), run.tenant(), run.agentPath());
  }
}

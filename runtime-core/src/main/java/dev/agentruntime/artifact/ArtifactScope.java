package dev.agentruntime.artifact;

import dev.agentruntime.context.RunContext;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may read an artifact: the runs of one session of one tenant or, where there is no session,
 * one run. Equal ids of two tenants are two scopes, and so are a session and a run of the same id.
 * Immutable.
 *
 * @param tenant the tenant; empty for a host that has none
 * @param session true for a session, false for a single run
 * @param id the id of the session or the run, not blank
 */
public record ArtifactScope(Optional<String> tenant, boolean session, String id) {
  /** Checks the components. */
  public ArtifactScope {
    Objects.requireNonNull(tenant, "tenant");
    if (Objects.requireNonNull(id, "id").isBlank()) {
      throw new IllegalArgumentException(
          "an artifact's session or run must not be blank, was '" + id + "'");
    }
  }

  /**
   * The scope of a run: its session, or itself if it has none.
   *
   * @param run a run
   * @return its scope
   */
  public static ArtifactScope of(RunContext run) {
    Optional<String> session = run.sessionId();
    return new ArtifactScope(run.tenant(), session.isPresent(), session.orElseGet(run::runId));
  }
}

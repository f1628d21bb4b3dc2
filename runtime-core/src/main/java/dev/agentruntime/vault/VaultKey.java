package dev.agentruntime.vault;

import dev.agentruntime.context.RunContext;
import dev.agentruntime.session.SessionKey;
import java.util.Objects;
import java.util.Optional;

/**
 * Whose vault: that of a session of a tenant, or of a run without a session. Immutable.
 *
 * @param tenant the tenant; empty for a host that has none
 * @param owner what of the tenant's has the vault
 * @param id the session's or the run's id, not blank
 */
public record VaultKey(Optional<String> tenant, Owner owner, String id) {
  /** What has a vault. */
  public enum Owner {
    /** A session: its vault lasts as long as its conversation. */
    SESSION,
    /** A run without a session, and all runs inside it. */
    RUN
  }

  /** Checks the components. */
  public VaultKey {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(owner, "owner");
    if (Objects.requireNonNull(id, "id").isBlank()) {
      throw new IllegalArgumentException("id of a vault's " + owner + " must not be blank");
    }
  }

  /**
   * The vault of a session.
   *
   * @param session the session
   * @return a new key
   */
  public static VaultKey of(SessionKey session) {
    return new VaultKey(session.tenant(), Owner.SESSION, session.session());
  }

  /**
   * The vault of a run without a session.
   *
   * @param tenant the tenant it was for, if any
   * @param runId the id of the outermost run
   * @return a new key
   */
  public static VaultKey ofRun(Optional<String> tenant, String runId) {
    return new VaultKey(tenant, Owner.RUN, runId);
  }

  /**
   * The vault of whatever a run belongs to.
   *
   * @param outermost the outermost run
   * @return that of its session, or its own if it has none
   */
  public static VaultKey of(RunContext outermost) {
    Optional<String> session = outermost.sessionId();
    return session.isPresent()
        ? new VaultKey(outermost.tenant(), Owner.SESSION, session.get())
        : ofRun(outermost.tenant(), outermost.runId());
  }
}

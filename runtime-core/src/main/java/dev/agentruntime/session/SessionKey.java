package dev.agentruntime.session;

import java.util.Objects;
import java.util.Optional;

/**
 * Which conversation: a session of a tenant. Equal ids of two tenants are two sessions, and an id
 * without a tenant is a third. Immutable.
 *
 * @param tenant the tenant, not blank; empty for a host that has none
 * @param session the session's id, not blank
 */
public record SessionKey(Optional<String> tenant, String session) {
  /** Checks the components. */
  public SessionKey {
    Objects.requireNonNull(tenant, "tenant");
    if (tenant.isPresent() && tenant.get().isBlank()) {
      throw new IllegalArgumentException(
          "tenant must not be blank, was '" + tenant.get() + "'; leave it out instead");
    }
    if (Objects.requireNonNull(session, "session").isBlank()) {
      throw new IllegalArgumentException("session must not be blank, was '" + session + "'");
    }
  }

  /**
   * A session of a host without tenants.
   *
   * @param session the session's id, not blank
   * @return a new key
   */
  public static SessionKey of(String session) {
    return new SessionKey(Optional.empty(), session);
  }

  /**
   * A session of a tenant.
   *
   * @param tenant the tenant, not blank
   * @param session the session's id, not blank
   * @return a new key
   */
  public static SessionKey of(String tenant, String session) {
    return new SessionKey(Optional.of(tenant), session);
  }

  /** For people: {@code 'session'} or {@code 'session' of tenant 'tenant'}. */
  @Override
  public String toString() {
    return "'" + session + "'" + tenant.map(name -> " of tenant '" + name + "'").orElse("");
  }
}

package dev.agentruntime.approval;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * In which circumstances a call is asked about, and until when an answer counts. Immutable.
 *
 * @param createdAt when the question was put
 * @param expiresAt when nobody can answer any more
 * @param grantLifetime how long an approval may wait to be used
 * @param policyEpoch names the policy that held when the question was put
 * @param contextRank how little what the agent has read is to be trusted, 0 for entirely
 */
public record ApprovalTerms(
    Instant createdAt,
    Instant expiresAt,
    Duration grantLifetime,
    String policyEpoch,
    int contextRank) {
  /** Checks the components. */
  public ApprovalTerms {
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(expiresAt, "expiresAt");
    Objects.requireNonNull(grantLifetime, "grantLifetime");
    Objects.requireNonNull(policyEpoch, "policyEpoch");
    if (!expiresAt.isAfter(createdAt)) {
      throw new IllegalArgumentException(
          "a request must expire after it was made at " + createdAt + ", was " + expiresAt);
    }
  }

  /**
   * How long the question is open.
   *
   * @return the time from making to expiry
   */
  public Duration lifetime() {
    return Duration.between(createdAt, expiresAt);
  }
}

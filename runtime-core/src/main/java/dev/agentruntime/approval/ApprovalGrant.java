package dev.agentruntime.approval;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The right to run one call once, with exactly these arguments. Immutable.
 *
 * @param digest the digest of what may execute
 * @param arguments its canonical JSON text
 * @param edited whether these are others than those asked about
 * @param notAfter until when it has to be used
 * @param approvers who gave it
 */
public record ApprovalGrant(
    String digest, String arguments, boolean edited, Instant notAfter, List<String> approvers) {
  /** Checks and copies the components. */
  public ApprovalGrant {
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(notAfter, "notAfter");
    approvers = List.copyOf(approvers);
  }

  /** Names only: arguments may hold secrets. */
  @Override
  public String toString() {
    return "ApprovalGrant(by "
        + approvers
        + (edited ? ", edited" : "")
        + ", until "
        + notAfter
        + ")";
  }
}

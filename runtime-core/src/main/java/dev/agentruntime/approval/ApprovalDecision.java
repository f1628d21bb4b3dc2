package dev.agentruntime.approval;

import java.time.Instant;
import java.util.Objects;

/**
 * What one person said about one request. Kept for ever with it; nothing is taken back by
 * forgetting. Immutable.
 *
 * @param requestId the request
 * @param verdict what was said
 * @param seenDigest the digest of what the person was shown
 * @param approver who, as the host has authenticated it
 * @param at when
 */
public record ApprovalDecision(
    String requestId, Verdict verdict, String seenDigest, Approver approver, Instant at) {
  /** Checks the components. */
  public ApprovalDecision {
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(seenDigest, "seenDigest");
    Objects.requireNonNull(approver, "approver");
    Objects.requireNonNull(at, "at");
  }

  /** Whether the same person has said the same of the same before, at whatever time. */
  boolean repeats(ApprovalDecision earlier) {
    return requestId.equals(earlier.requestId)
        && verdict.equals(earlier.verdict)
        && seenDigest.equals(earlier.seenDigest)
        && approver.principal().equals(earlier.approver.principal());
  }
}

package dev.agentruntime.middleware.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.approval.ApprovalReason;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.approval.CallOrigin;
import dev.agentruntime.approval.Remember;
import dev.agentruntime.approval.ToolIdentity;
import java.time.Instant;
import java.util.Objects;

/**
 * An approval that covers later calls too. Bound to the tool and its schema, to what was asked and
 * why, to the policy that held and to how far what the agent had read was to be trusted: when any
 * of these is another, or worse, it covers nothing. Immutable.
 *
 * @param id names it, to take it back
 * @param source the request it was given for
 * @param terms which calls it covers
 * @param by who gave it
 * @param expiresAt when it ends
 * @param uses how many calls it has covered so far
 */
public record RememberedGrant(
    String id, ApprovalRequest source, Remember terms, Approver by, Instant expiresAt, int uses) {
  /** Checks the components. */
  public RememberedGrant {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(terms, "terms");
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(expiresAt, "expiresAt");
  }

  /**
   * Whether it lets a call pass.
   *
   * @param asked what is asked about the call
   * @param arguments the call's arguments
   * @param now the moment
   * @return true if it covers the call and has not ended
   */
  boolean covers(ApprovalRequest asked, ObjectNode arguments, Instant now) {
    ToolIdentity tool = source.tool();
    CallOrigin place = source.origin();
    return uses < terms.maxUses()
        && now.isBefore(expiresAt)
        && tool.equals(asked.tool())
        && terms.scope().reaches(place, asked.origin())
        && source.terms().policyEpoch().equals(asked.terms().policyEpoch())
        && asked.terms().contextRank() <= source.terms().contextRank()
        && asked.reasons().stream().allMatch(this::wasAskedFor)
        && terms.covers(arguments);
  }

  /** Mended arguments are each a case of their own, so nothing given before is about them. */
  private boolean wasAskedFor(ApprovalReason reason) {
    return !reason.code().equals(Approval.REPAIRED) && source.reasons().contains(reason);
  }

  RememberedGrant used() {
    return new RememberedGrant(id, source, terms, by, expiresAt, uses + 1);
  }

  /** Names and numbers only. */
  @Override
  public String toString() {
    return "RememberedGrant("
        + id
        + ", "
        + source.tool().name()
        + ", "
        + terms.scope()
        + ", by "
        + by.principal()
        + ", "
        + uses
        + " of "
        + terms.maxUses()
        + " uses)";
  }
}

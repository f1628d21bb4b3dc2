package dev.agentruntime.approval;

import java.util.Objects;
import java.util.Set;

/**
 * Who may let a call pass, and how many of them it takes. Immutable.
 *
 * @param needed how many different people have to approve, 1 or more
 * @param among principals or roles that may decide; empty for everybody the host lets decide
 * @param notRequester whether the one for whom the agent acts may not approve: a peer has to
 */
public record ApprovalRule(int needed, Set<String> among, boolean notRequester) {
  /** More approvals for one call than this are a mistake: nobody would wait for them. */
  public static final int MOST_NEEDED = 20;

  /** Checks and copies the components. */
  public ApprovalRule {
    among = Set.copyOf(among);
    if (needed < 1 || needed > MOST_NEEDED) {
      throw new IllegalArgumentException(
          "needed approvals must be between 1 and " + MOST_NEEDED + ", was " + needed);
    }
  }

  /**
   * One person, anybody the host lets decide.
   *
   * @return the rule
   */
  public static ApprovalRule anyone() {
    return new ApprovalRule(1, Set.of(), false);
  }

  /**
   * One person other than the one for whom the agent acts.
   *
   * @return the rule
   */
  public static ApprovalRule peer() {
    return new ApprovalRule(1, Set.of(), true);
  }

  /**
   * The same among others.
   *
   * @param others principals or roles
   * @return a copy
   */
  public ApprovalRule among(String... others) {
    return new ApprovalRule(needed, Set.of(others), notRequester);
  }

  /**
   * The same with another number of people.
   *
   * @param people how many have to approve
   * @return a copy
   */
  public ApprovalRule needing(int people) {
    return new ApprovalRule(people, among, notRequester);
  }

  /**
   * Whether somebody is one of those who may decide.
   *
   * @param approver who
   * @return true if the rule names the person or one of their roles, or names nobody
   */
  public boolean covers(Approver approver) {
    Objects.requireNonNull(approver, "approver");
    return among.isEmpty()
        || among.contains(approver.principal())
        || approver.roles().stream().anyMatch(among::contains);
  }
}

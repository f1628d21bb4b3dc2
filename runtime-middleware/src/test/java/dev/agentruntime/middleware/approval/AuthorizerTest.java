package dev.agentruntime.middleware.approval;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.approval.ApprovalDisplay;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.approval.ApprovalTerms;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.approval.CallOrigin;
import dev.agentruntime.approval.ToolIdentity;
import dev.agentruntime.approval.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may decide unless the host says otherwise. */
class AuthorizerTest {
  private static final Verdict APPROVE = new Verdict.Approve();

  private final Authorizer standard = Authorizer.standard();

  private static ApprovalRequest request(@Nullable String requester, ApprovalRule rule) {
    return new ApprovalRequest(
        "apr-1",
        new CallOrigin(null, null, "run", "outer/inner", requester, "call", 1, 0),
        new ToolIdentity("tool", "schema", ToolIdentity.Effect.CHANGES),
        "{}",
        "digest",
        new ApprovalDisplay(List.of(), 0, List.of()),
        List.of(),
        rule,
        new ApprovalTerms(
            Instant.EPOCH, Instant.EPOCH.plusSeconds(1), Duration.ofSeconds(1), "", 0));
  }

  private boolean may(String principal, ApprovalRequest request, Verdict verdict) {
    return standard.mayDecide(Approver.of(principal), request, verdict);
  }

  @Test
  void anybodyMayWithoutAPeerRuleTheRequesterIncluded() {
    assertTrue(may("ada", request("ada", ApprovalRule.anyone()), APPROVE));
    assertTrue(may("bob", request(null, ApprovalRule.anyone()), APPROVE));
  }

  @Test
  void noAgentMay() {
    ApprovalRequest request = request("ada", ApprovalRule.anyone());

    assertFalse(may("outer", request, APPROVE));
    assertFalse(may("inner", request, APPROVE));
    assertFalse(may("outer/inner", request, APPROVE));
  }

  @Test
  void whereAPeerHasToTheRequesterMayOnlySayNo() {
    ApprovalRequest request = request("ada", ApprovalRule.peer());

    assertFalse(may("ada", request, APPROVE));
    assertFalse(may("ada", request, new Verdict.ApproveWithEdits("{}")));
    assertFalse(may("ada", request, new Verdict.Respond("yes")));
    assertTrue(may("ada", request, new Verdict.Reject("no")));
    assertTrue(may("bob", request, APPROVE));
  }

  @Test
  void whereAPeerHasToNobodyMayForARequesterNobodyKnows() {
    assertFalse(may("bob", request(null, ApprovalRule.peer()), APPROVE));
  }

  @Test
  void anotherAuthorizerCanOnlyNarrowIt() {
    Authorizer nobodyEdits =
        standard.and((_, _, verdict) -> !(verdict instanceof Verdict.ApproveWithEdits));
    ApprovalRequest request = request("ada", ApprovalRule.anyone());

    assertTrue(nobodyEdits.mayDecide(Approver.of("bob"), request, APPROVE));
    assertFalse(
        nobodyEdits.mayDecide(Approver.of("bob"), request, new Verdict.ApproveWithEdits("{}")));
    assertFalse(nobodyEdits.mayDecide(Approver.of("outer"), request, APPROVE));
  }
}
